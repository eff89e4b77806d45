"""Shapes on the wire: what a body may hold, what a query may ask, what an answer looks like.

Bodies and queries are checked with these schemas. Answers are written straight from the dataclasses of
`data`, so their schemas document; a test compares every real answer with them.
"""
