"""Datasette as a plain `pip install datasette` runs it: without uvloop and httptools.

uvicorn takes both as soon as it finds them, and in the peers' environment it does, since FastAPI's own
installation brings them. To import a module that is None here fails as if it were not installed.
"""

import sys

sys.modules["uvloop"] = sys.modules["httptools"] = None

if __name__ == "__main__":
    from datasette.cli import cli

    cli()
