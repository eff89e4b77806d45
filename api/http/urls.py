"""Absolute addresses, made from the configured public one and never from what the request says of its host."""

from flask import current_app

API = "/api/v1"


def site_url(path="") -> str:
    """The address of `path` on this site."""
    return current_app.config["BASE_URL"] + path


def api_url(path="") -> str:
    """The address of `path` in this version of the API."""
    return site_url(API + path)


def page_url(slug) -> str:
    """The address of a term's page for people."""
    return site_url(f"/terms/{slug}")
