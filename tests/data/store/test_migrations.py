import pytest
from sqlite_utils import Migrations
from sqlite_utils.utils import sqlite3

from data.errors import Unusable
from data.store import db
from data.store.migrations import migrations, run, set_formulas, version

TABLES = ("categories", "relation_types", "terms", "labels", "ambiguous", "sources", "relations")
RECORDS = ("changes", "former_slugs", "keys")


@pytest.fixture
def append(monkeypatch):
    """Add a migration at the end, as a later release would."""

    def add(function):
        later = Migrations._Migration(function.__name__, function)
        monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations, later])

    return add


def add_colour(connection):
    run(connection, "CREATE TABLE colours (name TEXT) STRICT", "INSERT INTO colours VALUES ('red')")


def fail_half_way(connection):
    add_colour(connection)
    run(connection, "INSERT INTO nowhere VALUES (1)")


def dump(path):
    """All that a file holds, with its schema version."""
    connection = sqlite3.connect(path)
    schema = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).fetchall()
    rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for name, _ in schema]
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return schema, rows, found


def test_the_version_is_the_number_of_migrations(database):
    assert database.execute("PRAGMA user_version").fetchone()[0] == version()


@pytest.mark.parametrize("table", [*TABLES, *RECORDS])
def test_tables_are_strict(database, table):
    rows = database.execute(
        "SELECT strict FROM pragma_table_list WHERE name = :table", {"table": table}
    ).fetchall()
    assert [row["strict"] for row in rows] == [1]


def test_an_older_file_is_not_served_before_it_is_migrated(path, append):
    append(add_colour)
    with pytest.raises(Unusable, match="migrates"):
        db.connect(path)


def test_prepare_migrates_an_older_file(path, append):
    append(add_colour)
    db.prepare(path)
    assert [row["name"] for row in db.connect(path).execute("SELECT name FROM colours")] == ["red"]


def test_prepare_migrates_once(path, append):
    append(add_colour)
    db.prepare(path)
    before = dump(path)
    db.prepare(path)
    assert dump(path) == before


def test_a_failing_migration_leaves_the_file_as_it_was(path, append):
    before = dump(path)
    append(fail_half_way)
    with pytest.raises(Unusable, match="nowhere"):
        db.prepare(path)
    assert dump(path) == before


def test_a_failing_migration_takes_those_before_it_back(path, append):
    before = dump(path)
    append(add_colour)
    append(fail_half_way)
    with pytest.raises(Unusable):
        db.prepare(path)
    assert dump(path) == before


def test_formulas_in_older_explanations_are_set_and_prices_are_found(database, make_term):
    make_term("Dropout", explanation="Rate $p$.")
    make_term("Price", explanation="Between $5 and $6.")
    database.execute("UPDATE terms SET explanation_html = '<p>old</p>'")
    database.execute("UPDATE texts SET explanation = 'old'")
    set_formulas(database)
    html, _ = (
        row["explanation_html"] for row in database.execute("SELECT explanation_html FROM terms ORDER BY id")
    )
    found = database.execute("SELECT rowid FROM texts WHERE texts MATCH '5'").fetchall()
    assert ("<math" in html, len(found)) == (True, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET actor = 'nobody'",
        "DELETE FROM changes",
        "INSERT INTO relations (source_id, type, target_id, created_at) VALUES (1, 'uses', 1, '')",
        "INSERT INTO relations (source_id, type, target_id, created_at) VALUES (2, 'uses', 1, '')",
        "INSERT INTO relations (source_id, type, target_id, created_at) VALUES (1, 'uses', 99, '')",
        "UPDATE terms SET definition = '' WHERE id = 1",
        "UPDATE terms SET level = 'expert' WHERE id = 1",
        "UPDATE terms SET slug = 'epoch' WHERE id = 1",
        "UPDATE terms SET category_id = 99 WHERE id = 1",
        "UPDATE terms SET replaced_by_id = 1 WHERE id = 1",
        "UPDATE terms SET revision = 0 WHERE id = 1",
        "UPDATE labels SET folded = 'epoch' WHERE term_id = 1",
        "UPDATE categories SET parent_id = 1 WHERE id = 1",
        "DELETE FROM categories",
        "UPDATE relation_types SET symmetric = 1 WHERE slug = 'uses'",
    ],
)
def test_the_schema_itself_refuses(database, make_term, relate, statement):
    make_term("Dropout")
    make_term("Epoch")
    relate("dropout", "uses", "epoch")
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(statement)
