"""A catalog from an OpenAPI 3 document; `document` puts it together."""
