"""Engines that work on other processes and machines, behind the protocol `pipeline.mapper.Mapper`.

`address` reads the option `--cluster`, `engines` opens the engine that it names. `distributed`, an
extra, is imported in `dask_engine` alone. The rest is plain Python: `run` decides which tasks are
given out, `adding` which results are added, `slow_tasks` which tasks a second worker gets, and
`releases` compares the programs of client and workers.
"""
