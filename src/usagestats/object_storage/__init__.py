"""Objects in buckets (`s3://`, `gs://`, `az://`) and on web servers (`https://`).

    LOG arguments ─ urls ─▶ ObjectUrl ─ listing ─▶ OBJECTS, a table ─ place ─▶ ObjectPlace
    ObjectPlace ─ reading ─▶ bytes in blocks, all of the object that was listed

`client` is the only module that imports the library `obstore`. `failures` turns its errors into
ours, in which no credential can be.
"""
