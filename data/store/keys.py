"""API keys: who may write. Only a digest is stored, so a stolen database gives no access."""

import hashlib
import secrets
from dataclasses import dataclass

from data.errors import Conflict, NotFound
from data.store.db import write

PREFIX = "lemma_"  # lets secret scanners recognise a key that leaked
_SELECT = "SELECT name, scopes, created_at, revoked_at FROM keys"


@dataclass(frozen=True)
class Key:
    """A key as it may be shown. A revoked one is kept, so that its name in the change log stays explained."""

    name: str
    scopes: list[str]
    created_at: str
    revoked_at: str | None


def create(db, name, scopes) -> str:
    """Make a key and return its secret, which is not stored anywhere. Raises Conflict for a name in use."""
    secret = PREFIX + secrets.token_urlsafe(32)
    with write(db) as at:
        if db.conn.execute("SELECT 1 FROM keys WHERE name = :name", {"name": name}).fetchone():
            raise Conflict(f"There already is a key '{name}'.")
        db.conn.execute(
            "INSERT INTO keys (name, digest, scopes, created_at) VALUES (:name, :digest, :scopes, :at)",
            {"name": name, "digest": _digest(secret), "scopes": " ".join(scopes), "at": at},
        )
    return secret


def find(db) -> list[Key]:
    """All keys by name, revoked ones too."""
    return [_from_row(row) for row in db.conn.execute(f"{_SELECT} ORDER BY name")]


def revoke(db, name) -> Key:
    """End a key at once; doing it again changes nothing. Raises NotFound."""
    with write(db) as at:
        db.conn.execute(
            "UPDATE keys SET revoked_at = coalesce(revoked_at, :at) WHERE name = :name",
            {"name": name, "at": at},
        )
        row = db.conn.execute(f"{_SELECT} WHERE name = :name", {"name": name}).fetchone()
        if row is None:
            raise NotFound(f"There is no key '{name}'.")
        return _from_row(row)


def identify(db, secret) -> Key | None:
    """The key that has this secret, unless it is unknown or revoked.

    Comparing digests inside the index leaks no more than the digest's timing, from which no secret can be
    built.
    """
    row = db.conn.execute(
        f"{_SELECT} WHERE digest = :digest AND revoked_at IS NULL", {"digest": _digest(secret)}
    ).fetchone()
    return row and _from_row(row)


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def _from_row(row) -> Key:
    return Key(**{**row, "scopes": row["scopes"].split()})
