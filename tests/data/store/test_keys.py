import pytest

from data.errors import Conflict, NotFound
from data.store import db, keys


@pytest.fixture
def secret(database):
    """Create the key `editor` and return its secret."""
    return keys.create(database, "editor", ["write", "admin"])


def test_a_secret_identifies_its_key(database, secret):
    key = keys.identify(database, secret)
    assert (key.name, key.scopes, key.revoked_at) == ("editor", ["write", "admin"], None)


def test_a_secret_is_long_and_recognizable(secret):
    assert secret.startswith("lemma_")
    assert len(secret) >= 48


def test_two_secrets_differ(database):
    assert keys.create(database, "one", ["write"]) != keys.create(database, "two", ["write"])


def test_the_secret_is_not_stored(database, path, secret):
    assert keys.identify(database, secret)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert secret.removeprefix("lemma_").encode() not in path.read_bytes()


def test_the_name_is_stored_in_plain_text(database, path, secret):
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"editor" in path.read_bytes()


@pytest.mark.parametrize(
    "change", [str.upper, lambda secret: secret[:-1], lambda secret: f"{secret} ", lambda _: ""]
)
def test_another_secret_identifies_nothing(database, secret, change):
    assert keys.identify(database, change(secret)) is None


def test_a_digest_does_not_work_as_a_secret(database, secret):
    digest = database.execute("SELECT digest FROM keys").fetchone()[0]
    assert keys.identify(database, digest) is None


def test_a_revoked_key_is_not_identified(database, secret):
    keys.revoke(database, "editor")
    assert keys.identify(database, secret) is None


def test_a_key_revoked_on_another_connection_is_not_identified(database, path, secret):
    keys.revoke(db.connect(path), "editor")
    assert keys.identify(database, secret) is None


def test_a_revoked_key_is_still_listed(database, secret):
    revoked = keys.revoke(database, "editor")
    assert keys.find(database) == [revoked]
    assert revoked.revoked_at


def test_revoking_again_keeps_the_first_time(database, secret):
    database.execute("UPDATE keys SET revoked_at = '2026-11-23T10:00:00Z'")
    assert keys.revoke(database, "editor").revoked_at == "2026-11-23T10:00:00Z"


def test_revoking_an_unknown_key_is_not_found(database):
    with pytest.raises(NotFound, match="no key 'editor'"):
        keys.revoke(database, "editor")


def test_a_name_in_use_is_a_conflict(database, secret):
    with pytest.raises(Conflict, match="The key 'editor' already exists"):
        keys.create(database, "editor", ["write"])


def test_keys_are_listed_by_name(database):
    for name in ("zoe", "adam"):
        keys.create(database, name, ["write"])
    assert [key.name for key in keys.find(database)] == ["adam", "zoe"]
