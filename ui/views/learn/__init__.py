"""The chapter."""
