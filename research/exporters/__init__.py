"""Rows to bytes; no database."""
