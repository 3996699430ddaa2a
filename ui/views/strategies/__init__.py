"""Strategies of choosing a token."""
