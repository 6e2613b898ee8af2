"""A catalog from the declarative configuration of Kong; `document` puts it together."""
