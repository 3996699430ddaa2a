"""A text read through a model."""
