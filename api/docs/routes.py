"""The published documentation: the OpenAPI document as committed, its examples with the addresses of this
service, and Swagger UI from our own address.

The page runs under a Content-Security-Policy that allows scripts and styles from this origin only; the assets
come from the package `flask-swagger-ui`, of which nothing else is used. Files are sent without conditions by
date, since werkzeug fails on a date beyond the calendar.
"""

from functools import cache
from pathlib import Path

import flask_swagger_ui
import orjson
from flask import Blueprint, current_app, redirect, render_template, send_from_directory

from api.http.conditional import json_response
from api.http.urls import API, site_url

DOCUMENT = Path(__file__).parent.parent.parent / "openapi" / "openapi.json"
EXAMPLE_SITE = "http://127.0.0.1:8000"
_ASSETS = Path(flask_swagger_ui.__file__).parent / "dist"
_SERVED = "'swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

blp = Blueprint("docs", __name__)


@blp.get(f"{API}/openapi.json")
def get_openapi():
    """The OpenAPI document."""
    return json_response(_document(site_url()))


@blp.get("/docs")
def get_docs():
    """Swagger UI."""
    page = render_template("docs.html", title=current_app.config["SERVICE_NAME"])
    return page, {"Content-Security-Policy": _POLICY}


@blp.get(f"{API}/docs")
def get_docs_of_version():
    """Swagger UI, where a reader of the API's address may look for it."""
    return redirect("/docs", 308)


@blp.get(f"/docs/assets/<any({_SERVED}):name>")
def get_asset(name):
    """A file of Swagger UI."""
    return send_from_directory(_ASSETS, name, max_age=86400, conditional=False)


@cache
def _document(site) -> bytes:
    return DOCUMENT.read_bytes().replace(EXAMPLE_SITE.encode(), orjson.dumps(site)[1:-1])
