"""Options: each declared once, in the module of its heading such as `time_options`.

`groups` collects them, and `settings` reads them.
"""
