"""Readers of expressions, one file a reader."""
