"""What the machine and gunicorn allow: a WSGI application that answers with the bytes of files, and does
nothing else.

The files are those in the folder `LEMMA_BENCH_BODIES`, read once, before the first request.
"""

import os
from pathlib import Path

_BODIES = {
    f"/{path.name}": path.read_bytes() for path in Path(os.environ["LEMMA_BENCH_BODIES"]).glob("*.json")
}


def app(environ, start_response):
    """Answer with the file of this name; a name that is none is a KeyError."""
    body = _BODIES[environ["PATH_INFO"]]
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
