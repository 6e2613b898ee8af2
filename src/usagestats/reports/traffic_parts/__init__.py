"""The steps of `traffic`: USAGE of a range → the rows of its periods."""
