"""Benchmarks, run by hand with `make bench`, `make bench-find` and `make bench-widget`.

`bench.http` describes how a run works.
"""
