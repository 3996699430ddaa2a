"""Streamlit glue between the pages and ``textgen``."""
