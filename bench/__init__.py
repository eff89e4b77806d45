"""The benchmark of the service against its peers, run by hand with `make bench`; `bench.http` tells how it
goes.
"""
