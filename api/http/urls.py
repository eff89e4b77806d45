"""Absolute URLs. They start with the configured public address, never with the Host that a request names."""

from flask import current_app

API = "/api/v1"


def site_url(path: str = "") -> str:
    """Return the URL of `path` on this site."""
    base: str = current_app.config["BASE_URL"]
    return base + path


def api_url(path: str = "") -> str:
    """Return the URL of `path` in this version of the API."""
    return site_url(API + path)


def page_url(slug: str) -> str:
    """Return the URL of a term's page for people."""
    return site_url(f"/terms/{slug}")
