"""REQUESTS → CLASSIFIED: the product, the application and the usage of each request.

    REQUESTS ─ map_requests ─▶ Mapped ─ classify_mapped ─▶ Classified ─▶ rollup, PROBLEMS

    Mapped         the requests that are not excluded, and for these:
    └ Decided      the distinct decisions, and for each request the number of its decision
      └ Decision   product, backend, the usage that is added, and the rules that counted
    Classified     CLASSIFIED: one row per request, with its keys and the number of its outcome
    └ outcomes     OUTCOMES: the usage of each outcome, one row per metric and owner

There are few decisions for many requests. Decisions with equal usage are one outcome, so outcomes
are fewer still, and usage is written once per outcome. Surveys of rules need the rules that
counted, so they read `Mapped`; reports need only `Classified`.

`mapping` decides by the rules of the catalog, many requests at once; `rules` is the same for one
request. Without products in the catalog, `http_methods` decides. `chosen` keeps the mapped requests
that pass filters. No module here opens a file.
"""
