"""Engines that work on other processes and machines, behind the protocol `pipeline.mapper.Mapper`.

`address` reads the option `--cluster`, `engines` opens the engine that it names. Libraries are
extras: `distributed` is imported in `dask_engine` alone, `pyspark` in `spark` alone. The rest is
plain Python: `processes` gives tasks to processes of this machine, each of which runs
`worker_process`; `releases` compares the programs of client and workers; for Dask, `run` decides
which tasks are given out, `adding` which results are added, and `slow_tasks` which tasks a second
worker gets; for Spark, `waves` decides which tasks are one job, and `arrow_rows` runs on the
workers.
"""
