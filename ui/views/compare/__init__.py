"""Texts at several temperatures side by side."""
