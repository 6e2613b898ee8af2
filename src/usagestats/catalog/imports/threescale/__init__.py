"""A catalog from resources of the 3scale operator; `document` puts it together."""
