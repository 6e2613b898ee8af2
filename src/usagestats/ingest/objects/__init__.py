"""Objects → the store: which of them are new is known from the listing, without opening any.

    listing ─ known ─▶ new objects ─ counting ─▶ ObjectCount ─ batch ─▶ commits
       ▲                                                        │
    the rows of sources (`object`, `etag`, `stored_bytes`) ◀────┘

An object does not grow in place, so it is counted as a whole or not at all. The usage of all
objects whose last request is on the same day is one group of the store.
"""
