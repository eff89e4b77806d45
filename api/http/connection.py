"""The database connection that a request works on."""

from flask import Flask, current_app

from data.store.db import Connections, Database


def register(app: Flask) -> None:
    """Give the application its connections. None is opened before a request, so none before a fork."""
    app.extensions["lemma"] = Connections(app.config["DATABASE"])


def get_db() -> Database:
    """Return this thread's connection. Raise Unusable if the file cannot be served."""
    connections: Connections = current_app.extensions["lemma"]
    return connections.get()
