"""REQUESTS → CLASSIFIED. Opens no file."""
