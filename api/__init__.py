"""URLs, headers, statuses and commands: how the glossary is reached.

`create_app` puts the floor together. Each noun's module holds its operations; what they have in common is in
`api.http`.
"""

from flask import Flask
from flask_cors import CORS

from api import cli, config
from api.config import SPEC
from api.docs import routes as docs
from api.embed import cards, playground, widget
from api.http import assets, auth, blueprint, conditional, connection, pages, requests
from api.http.urls import API
from api.site import discovery, pictures
from api.site import routes as site
from api.v1 import annotations, categories, compare, find, graph, random, relations, service, terms
from data.constants import MAX_BODY_BYTES

_EXPOSED = ("ETag", "Link", "Location", "Retry-After")
_SHARED = ("/api/*", "/oembed", "/widget/*")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def create_app(settings: dict | None = None) -> Flask:
    """The application; `settings` override what the environment says. Nothing is opened before the first
    request.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(config.read(), **SPEC, MAX_CONTENT_LENGTH=MAX_BODY_BYTES)
    app.config.update(settings or {})
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = requests.Id
    app.request_class = requests.Request
    connection.register(app)
    _register_operations(app)
    for module in (docs, site, pictures, playground, discovery, assets, widget):
        app.register_blueprint(module.blp)
    app.register_blueprint(cards.cards)
    pages.register(app)
    cli.register(app, create_app)
    CORS(app, resources=_SHARED, send_wildcard=True, methods=_METHODS, expose_headers=_EXPOSED, max_age=86400)
    app.after_request(conditional.finish)
    app.after_request(_secure)
    return app


def _register_operations(app):
    api = blueprint.Api(app)
    api.spec.components.security_scheme("key", auth.SECURITY_SCHEME)
    for noun in (terms, categories, relations, find, annotations, graph, compare, random, service):
        api.register_blueprint(noun.blp, url_prefix=API)
    for at_root in (service.health, cards.blp):
        api.register_blueprint(at_root)
    app.extensions["lemma-spec"] = api.spec


def _secure(response):
    """What every answer says to browsers: take it for what it is called, run nothing in it, frame it nowhere."""
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response
