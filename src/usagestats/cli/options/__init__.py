"""Options: each declared once (`option`), put together in groups, and what their values mean."""
