"""Shapes of data on the wire: bodies, queries, headers and responses.

Bodies, queries and headers are checked with these schemas. Responses are written straight from the
dataclasses of `data`, so their schemas only list and document what is published; a test compares every real
response with them.
"""
