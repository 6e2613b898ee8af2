"""Catalogs from what other programs are configured with: OpenAPI, 3scale resources, Kong.

    file ─ source_file ─▶ parts ─ kong | openapi | threescale ─▶ draft ─▶ usagestats.toml

`import_file` sees by the content which program a file is of.
"""
