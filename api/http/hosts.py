"""The hosts that the service responds to.

Flask's own setting refuses a host before it knows the route. Health probes name the address of a container or
no host at all, so their operations declare that any host will do.
"""

from functools import lru_cache

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
    # For HTTP/1.0 without a Host, werkzeug's is that of the socket. One with invalid characters is empty.
    trusted = _is_trusted(request.host, tuple(current_app.config["LEMMA_HOSTS"]))
    if not trusted and not operation.current().untrusted_host:
        raise SecurityError


# Few hosts are asked for, and comparing one takes as long as the rest of the routing.
_is_trusted = lru_cache(maxsize=64)(host_is_trusted)
