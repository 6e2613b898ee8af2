"""Options: each declared once (`option`), collected in groups, and read by `settings`."""
