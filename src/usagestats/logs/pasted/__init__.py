"""Log formats that users paste, in the syntax of the gateway that writes the logs.

    --log-format TEXT ─ pasted_format ─▶ LogFormat
      a name ────────────────────────────────▶ one of `formats`
      json:{…} ─ json_key_map ───────────────▶ JsonFormat
      #Fields: … ─ field_list ───────────────▶ HeadedFormat
      FILE:NAME ─ configuration ─ directives ┐
      a directive ─ directives ──────────────┼▶ Written, Syntax
      a bare format ─────────────────────────┘     │ parse: nginx, apache, envoy, haproxy
                                                   ▼
                               [Literal | Part, …] (parts) ─ compiled, patterns ─▶ a text format
                                                         └─ json_template ─▶ JsonFormat

`written` remembers where each character was pasted, so that errors point at it. `strftime` reads
times that a format describes. `well_known` lists formats that are built in, as gateways write them.
"""
