"""Storage, rules, algorithms and content of the glossary: what Lemma is, apart from how it is reached.

The verbs of a noun (`find`, `get`, `create`, `update`, `delete`) are the use cases. Each takes a `Database`,
opens one transaction, runs constant SQL, appends to the change log and returns a frozen dataclass, or raises
one of `data.errors`. Functions that take part in another's transaction say so.
"""
