"""Measure what the machine and gunicorn allow: a WSGI application that only sends the bytes of files.

It reads the files of the folder `LEMMA_BENCH_BODIES` once, before the first request.
"""

import os
from pathlib import Path

_BODIES = {
    f"/{path.name}": path.read_bytes() for path in Path(os.environ["LEMMA_BENCH_BODIES"]).glob("*.json")
}


def app(environ, start_response):
    """Send the file of this name. Raise KeyError if there is none."""
    body = _BODIES[environ["PATH_INFO"]]
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
