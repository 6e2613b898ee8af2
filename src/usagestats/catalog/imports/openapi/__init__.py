"""An OpenAPI 3 document → a draft; `document` puts it together.

servers ─▶ sites ─▶ products with hosts and base paths
paths (operations, references) ─▶ methods and rules of the backend
securitySchemes (security) ─▶ identify
"""
