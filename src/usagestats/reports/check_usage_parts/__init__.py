"""The steps of `check-usage`: the text of a condition → its meaning → the figures it is about."""
