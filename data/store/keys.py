"""API keys: they identify the clients that may write.

Only a digest is stored, so a stolen file gives no access.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils.utils import sqlite3

from data.errors import Conflict, NotFound
from data.store.db import Database, write

PREFIX = "lemma_"  # lets secret scanners recognize a leaked key
_SELECT = "SELECT name, scopes, created_at, revoked_at FROM keys"


@dataclass(frozen=True)
class Key:
    """A key without its secret. Revoked keys are kept, because the change log names them."""

    name: str
    scopes: list[str]
    created_at: str
    revoked_at: str | None


def create(db: Database, name: str, scopes: Sequence[str]) -> str:
    """Create a key and return its secret, which is not stored. Raise Conflict if the name is in use."""
    secret = PREFIX + secrets.token_urlsafe(32)
    with write(db) as at:
        if db.conn.execute("SELECT 1 FROM keys WHERE name = :name", {"name": name}).fetchone():
            raise Conflict(f"The key '{name}' already exists.")
        db.conn.execute(
            "INSERT INTO keys (name, digest, scopes, created_at) VALUES (:name, :digest, :scopes, :at)",
            {"name": name, "digest": _digest(secret), "scopes": " ".join(scopes), "at": at},
        )
    return secret


def find(db: Database) -> list[Key]:
    """Return all keys by name, including revoked ones."""
    return [_from_row(row) for row in db.conn.execute(f"{_SELECT} ORDER BY name")]


def revoke(db: Database, name: str) -> Key:
    """Revoke a key at once. Revoking it again changes nothing. Raise NotFound."""
    with write(db) as at:
        db.conn.execute(
            "UPDATE keys SET revoked_at = coalesce(revoked_at, :at) WHERE name = :name",
            {"name": name, "at": at},
        )
        row = db.conn.execute(f"{_SELECT} WHERE name = :name", {"name": name}).fetchone()
        if row is None:
            raise NotFound(f"There is no key '{name}'.")
        return _from_row(row)


def identify(db: Database, secret: str) -> Key | None:
    """Return the key that has this secret, or None if it is unknown or revoked."""
    # The time of the lookup depends on the digest alone, from which no secret can be derived.
    row = db.conn.execute(
        f"{_SELECT} WHERE digest = :digest AND revoked_at IS NULL", {"digest": _digest(secret)}
    ).fetchone()
    return None if row is None else _from_row(row)


def _digest(secret: str) -> str:
    # A secret has 256 random bits, so it needs neither a salt nor a slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


def _from_row(row: sqlite3.Row) -> Key:
    return Key(
        name=row["name"],
        scopes=row["scopes"].split(),
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
    )
