"""Run Datasette as `pip install datasette` alone would: without uvloop and httptools.

uvicorn uses both if they are installed, and the environment of the peers has them for FastAPI.
"""

import sys

# The import of a module that is None here fails as if it were not installed.
sys.modules["uvloop"] = sys.modules["httptools"] = None

if __name__ == "__main__":
    from datasette.cli import cli

    cli()
