"""Shannon's game against a model."""
