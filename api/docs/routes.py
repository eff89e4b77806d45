"""The published documentation: the OpenAPI document as committed, and Swagger UI.

The examples in the document get the address of this service. The assets of Swagger UI come from the package
`flask-swagger-ui`, of which nothing else is used: its page has an inline script and loads from another host.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

import flask_swagger_ui
import orjson
from flask import Response, current_app, redirect, render_template, send_from_directory

from api.http.blueprint import Pages
from api.http.conditional import json_response, text_response
from api.http.operation import API as DOCUMENTED
from api.http.operation import DAILY, FILE, PAGE
from api.http.urls import API, site_url

DOCUMENT = Path(__file__).parent.parent.parent / "openapi" / "openapi.json"
EXAMPLE_SITE = "http://127.0.0.1:8000"
_ASSETS = Path(flask_swagger_ui.__file__).parent / "dist"
_SERVED = "'swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'"
# Swagger UI's icons are data URLs in its style sheet.
_DOCS = replace(
    PAGE,
    vary=(),
    policy=(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
)

blp = Pages("docs", __name__, operation=_DOCS)


@blp.get(f"{API}/openapi.json", operation=DOCUMENTED)
def get_openapi() -> Response:
    """Return the OpenAPI document."""
    return json_response(_document(site_url()))


@blp.get("/docs")
def get_docs() -> Response:
    """Return Swagger UI."""
    return text_response(render_template("docs.html", title=current_app.config["SERVICE_NAME"]), "text/html")


@blp.get(f"{API}/docs")
def get_docs_of_version() -> Response:
    """Redirect from `docs` below the URL of the API to Swagger UI."""
    return redirect("/docs", 308)  # type: ignore[return-value]  # Flask's own response class


@blp.get(f"/docs/assets/<any({_SERVED}):name>", operation=replace(FILE, cache=DAILY))
def get_asset(name: str) -> Response:
    """Return a file of Swagger UI."""
    # Not conditional by date: werkzeug fails on a date beyond the calendar.
    return send_from_directory(_ASSETS, name, conditional=False)


@cache
def _document(site: str) -> bytes:
    return DOCUMENT.read_bytes().replace(EXAMPLE_SITE.encode(), orjson.dumps(site)[1:-1])
