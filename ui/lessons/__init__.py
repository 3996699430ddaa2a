"""Lessons: sequences of prepared states, from files that a teacher can write."""
