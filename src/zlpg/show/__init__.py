"""The layer that shows results: tables, trees, JSON, CSV, Markdown, diagnostics, templates."""
