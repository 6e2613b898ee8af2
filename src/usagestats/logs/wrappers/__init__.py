r"""Wrappers: the layers that loggers and shippers put around the lines of a gateway.

    {"log":"May  4 10:15:30 gw1 nginx: LINE\n","stream":"stdout","time":"…"}
      └ docker ─▶ syslog ─▶ LINE

`wrapper` declares the interface; `known` lists the wrappers, and the other modules define them.
`chain` finds the wrappers around sampled lines, the outermost first, and takes them off all lines
of a chunk. `records` cuts chunks so that the parts of a split line stay together.

To add one: write a `Wrapper`, put it into `known.WRAPPERS` before every other wrapper that also
matches its lines, and add a row to `docs/wrappers.md`.
"""
