"""Settings: one table, read from the environment with the prefix `LEMMA_`. README documents each; a test
compares.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from data.errors import Unusable


class Setting(NamedTuple):
    """A setting: its name without the prefix, its default as it would stand in the environment, and what it
    is.
    """

    name: str
    default: str
    meaning: str


_LINK = re.compile(r"(https?://[^\s/]|mailto:[^\s])\S*", re.IGNORECASE)
SETTINGS = (
    Setting("DATABASE", "var/lemma.db", "The SQLite file."),
    Setting("CONTENT", "data/content", "The content folder a new database is built from."),
    Setting("BIND", "127.0.0.1:8000", "The address and port to listen on."),
    Setting("WORKERS", "2", "Server processes; four threads run in each."),
    Setting(
        "BASE_URL", "", "The public address, in every absolute URL. Default: `http://` and `LEMMA_BIND`."
    ),
    Setting("TRUSTED_HOSTS", "", "Further host names to answer to, separated by commas."),
    Setting("SERVICE_NAME", "Lemma", "The name in the service document and in the title of pages and docs."),
    Setting(
        "CORRECTIONS_URL", "", "Where «Suggest a correction» leads; `{slug}` is the term's. Off by default."
    ),
    Setting("CALL_TITLE", "", "Heading of a box on term pages. There is none unless title and URL are set."),
    Setting("CALL_TEXT", "", "What that box says."),
    Setting("CALL_BUTTON", "Learn more", "What its button says."),
    Setting("CALL_URL", "", "Where its button leads."),
)


def read(environ=os.environ) -> dict:
    """The settings as Flask configuration, typed, with what follows from them. Raises Unusable for a wrong
    one.
    """
    values = {setting.name: environ.get(f"LEMMA_{setting.name}") or setting.default for setting in SETTINGS}
    base_url = (values["BASE_URL"] or f"http://{values['BIND']}".replace("//0.0.0.0", "//127.0.0.1")).rstrip(
        "/"
    )
    parts = urlsplit(base_url)
    if not values["WORKERS"].isdecimal() or int(values["WORKERS"]) == 0:
        raise Unusable(f"LEMMA_WORKERS is a number of processes, not '{values['WORKERS']}'.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise Unusable(
            f"LEMMA_BASE_URL is http:// or https:// and a host, without a path, unlike '{base_url}'."
        )
    _refuse_strange_links(values)
    hosts = [parts.hostname, "127.0.0.1", "localhost"]
    return {
        **values,
        "DATABASE": Path(values["DATABASE"]),
        "CONTENT": Path(values["CONTENT"]),
        "WORKERS": int(values["WORKERS"]),
        "BASE_URL": base_url,
        "TRUSTED_HOSTS": hosts
        + [host.strip().lower() for host in values["TRUSTED_HOSTS"].split(",") if host.strip()],
    }


def _refuse_strange_links(values):
    """Links on pages lead to other pages or to mail, never to a script."""
    for name in ("CORRECTIONS_URL", "CALL_URL"):
        if values[name] and not _LINK.fullmatch(values[name]):
            raise Unusable(f"LEMMA_{name} is an address of https, http or mailto, not '{values[name]}'.")


VERSION = "0.1.0"
CONTENT_LICENCE = {
    "name": "Creative Commons Attribution 4.0 International",
    "identifier": "CC-BY-4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
SPEC = {
    "API_TITLE": "Lemma",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
}
