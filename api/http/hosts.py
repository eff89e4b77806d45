"""Which hosts the service responds to.

Flask's own setting refuses a host before it knows the route. Health probes name the address of a container or no host
at all, so their operations declare that any host will do.
"""

from flask import Flask, current_app, request
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import host_is_trusted

from api.http import operation


def register(app: Flask) -> None:
    """Check the Host header of every request, and keep Flask from doing so."""
    app.config["LEMMA_HOSTS"] = app.config["TRUSTED_HOSTS"]
    app.config["TRUSTED_HOSTS"] = None
    app.before_request(_check)


def _check() -> None:
    host = request.headers.get("Host", "")
    if not operation.current().untrusted_host and not host_is_trusted(
        host, current_app.config["LEMMA_HOSTS"]
    ):
        raise SecurityError(f"Host {host!r} is not trusted.")
