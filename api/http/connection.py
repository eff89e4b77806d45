"""The connection a request works on."""

from flask import current_app

from data.store.db import Connections, Database


def register(app):
    """Give the application its connections; none is opened before the first request."""
    app.extensions["lemma"] = Connections(app.config["DATABASE"])


def get_db() -> Database:
    """This thread's connection. Raises Unusable when the file cannot be served."""
    return current_app.extensions["lemma"].get()
