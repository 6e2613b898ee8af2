"""Engines that work on other processes and machines, behind the protocol `pipeline.mapper.Mapper`.

`address` reads the option `--cluster`, `engines` opens the engine that it names. `distributed` is
imported in `dask_engine` alone, `pyspark` in `spark` alone; both are extras. The rest is plain
Python: `adding` says which results are added with which others, `slow_tasks` which tasks are given
to a second worker, `releases` whether client and workers run the same program.
"""
