"""URLs, headers, status codes and commands: how the glossary is reached.

`create_app` assembles the floor. Each noun's module holds its operations; what they share is in `api.http`.

A request passes, in this order: `Request` (api.http.requests), the start of its log line, the check of its
host, the view under its decorators, an error handler if something was raised (api.http.problems), and
`finish` (api.http.responses).
"""

from typing import Any

from flask import Flask

from api import cli, config
from api.docs import routes as docs
from api.embed import cards, playground, widget
from api.http import assets, auth, connection, hosts, logs, pages, requests, responses
from api.http.blueprint import Api
from api.http.urls import API
from api.site import discovery, pictures, problems
from api.site import routes as site
from api.v1 import annotations, categories, compare, find, graph, random, relations, service, terms
from data.constants import MAX_BODY_BYTES

_NOUNS = (terms, categories, relations, find, annotations, graph, compare, random, service)
_PAGES = (docs, site, problems, pictures, playground, discovery, assets, widget)


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Return the application. `settings` override the environment. Nothing is opened before a request."""
    app = Flask(__name__, static_folder=None)
    app.config.update(config.read(), **config.SPEC, MAX_CONTENT_LENGTH=MAX_BODY_BYTES)
    app.config.update(settings or {})
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = requests.Id
    app.request_class = requests.Request
    logs.configure(app.config["LOG_FORMAT"])
    logs.register(app)
    hosts.register(app)
    connection.register(app)
    _register_operations(app)
    for module in _PAGES:
        app.register_blueprint(module.blp)
    app.register_blueprint(cards.cards)
    pages.register(app)
    cli.register(app, create_app)
    app.after_request(responses.finish)
    return app


def _register_operations(app: Flask) -> None:
    api = Api(app)
    api.spec.components.security_scheme("key", auth.SECURITY_SCHEME)
    for noun in _NOUNS:
        api.register_blueprint(noun.blp, url_prefix=API)
    for at_root in (service.health, cards.blp):
        api.register_blueprint(at_root)
    app.extensions["lemma-spec"] = api.spec
