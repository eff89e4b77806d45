"""The schema of the database, as migrations that are only ever appended to.

A migration changes the schema and nothing else: it calls no code that later releases may change. What is
derived from other columns (search index, HTML, sort keys) is rebuilt afterwards by `data.index.rebuild`. A
migration that empties such a table therefore empties `derived` as well.

All pending migrations run in one transaction, so a failing one leaves the file as it was. Statements are
executed one by one, because `executescript` commits first.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("lemma")


def version() -> int:
    """Return the schema version this software writes: the number of its migrations."""
    return len(migrations._migrations)


def run(db: Database, *statements: str) -> None:
    """Execute the statements in order, inside the caller's transaction."""
    for statement in statements:
        db.execute(statement)


@migrations()
def structure(db: Database) -> None:
    """Create categories and relation types."""
    run(
        db,
        """CREATE TABLE categories (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            slug TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            scope_note TEXT,
            parent_id INTEGER REFERENCES categories (id) CHECK (parent_id <> id),
            position INTEGER NOT NULL DEFAULT 0,
            revision INTEGER NOT NULL CHECK (revision > 0),
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX categories_by_parent ON categories (parent_id, position, name)",
        """CREATE TABLE relation_types (
            slug TEXT PRIMARY KEY,
            position INTEGER NOT NULL UNIQUE,
            name TEXT NOT NULL,
            inverse_slug TEXT NOT NULL UNIQUE,
            inverse_name TEXT NOT NULL,
            symmetric INTEGER NOT NULL CHECK (symmetric IN (0, 1)),
            transitive INTEGER NOT NULL CHECK (transitive IN (0, 1)),
            acyclic INTEGER NOT NULL CHECK (acyclic IN (0, 1)),
            skos TEXT NOT NULL,
            test_sentence TEXT NOT NULL,
            CHECK (symmetric = (slug = inverse_slug))
        ) STRICT""",
    )


@migrations()
def terms(db: Database) -> None:
    """Create terms."""
    run(
        db,
        """CREATE TABLE terms (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            slug TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            sort_key TEXT NOT NULL,
            letter TEXT NOT NULL,
            definition TEXT NOT NULL CHECK (definition <> ''),
            explanation TEXT,
            explanation_html TEXT,
            example TEXT,
            confusion TEXT,
            formula TEXT,
            category_id INTEGER NOT NULL REFERENCES categories (id),
            level TEXT NOT NULL CHECK (level IN ('beginner', 'intermediate', 'advanced')),
            status TEXT NOT NULL CHECK (status IN ('draft', 'review', 'published', 'deprecated')),
            replaced_by_id INTEGER REFERENCES terms (id) CHECK (replaced_by_id <> id),
            revision INTEGER NOT NULL CHECK (revision > 0),
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) STRICT""",
        # Lists are ordered by name or time. With the other columns, filters and counts read only the index.
        "CREATE INDEX terms_by_name ON terms (sort_key, id, status, category_id, letter, level, updated_at)",
        "CREATE INDEX terms_by_time ON terms (updated_at, id, status, category_id, letter, level)",
        "CREATE INDEX terms_by_letter ON terms "
        "(letter, sort_key, id, status, category_id, level, updated_at)",
        "CREATE INDEX terms_by_category ON terms (category_id, status, sort_key, id)",
        "CREATE INDEX terms_by_replacement ON terms (replaced_by_id) WHERE replaced_by_id IS NOT NULL",
    )


@migrations()
def parts_of_terms(db: Database) -> None:
    """Create labels and sources of terms, and the table of ambiguous abbreviations."""
    run(
        db,
        # The name is stored here as well, at position 0, so that one unique index covers every surface form.
        """CREATE TABLE labels (
            term_id INTEGER NOT NULL REFERENCES terms (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            text TEXT NOT NULL,
            folded TEXT NOT NULL,
            kind TEXT NOT NULL
                CHECK (kind IN ('name', 'abbreviation', 'synonym', 'spelling', 'hidden', 'deprecated')),
            language TEXT NOT NULL,
            PRIMARY KEY (term_id, position),
            CHECK ((position = 0) = (kind = 'name'))
        ) STRICT, WITHOUT ROWID""",
        "CREATE UNIQUE INDEX labels_surface_form ON labels (folded, language)",
        """CREATE TABLE ambiguous (
            folded TEXT PRIMARY KEY,
            abbreviation TEXT NOT NULL,
            owner TEXT,
            candidates TEXT NOT NULL CHECK (json_valid(candidates)),
            note TEXT
        ) STRICT""",
        """CREATE TABLE sources (
            term_id INTEGER NOT NULL REFERENCES terms (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            role TEXT NOT NULL,
            citation TEXT NOT NULL,
            url TEXT,
            doi TEXT,
            arxiv TEXT,
            isbn TEXT,
            year INTEGER,
            PRIMARY KEY (term_id, position)
        ) STRICT, WITHOUT ROWID""",
    )


@migrations()
def relations(db: Database) -> None:
    """Create relations. A pair of terms has at most one, whichever of the two is its source."""
    run(
        db,
        """CREATE TABLE relations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            source_id INTEGER NOT NULL REFERENCES terms (id),
            type TEXT NOT NULL REFERENCES relation_types (slug),
            target_id INTEGER NOT NULL REFERENCES terms (id),
            note TEXT,
            created_at TEXT NOT NULL,
            CHECK (source_id <> target_id)
        ) STRICT""",
        "CREATE UNIQUE INDEX relations_pair ON relations "
        "(min(source_id, target_id), max(source_id, target_id))",
        "CREATE INDEX relations_by_source ON relations (source_id, type, target_id)",
        "CREATE INDEX relations_by_target ON relations (target_id, type, source_id)",
        "CREATE INDEX relations_by_type ON relations (type, id)",
    )


@migrations()
def records(db: Database) -> None:
    """Create the change log, the slugs that are no longer in use, and the keys."""
    run(
        db,
        """CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            entity_id INTEGER NOT NULL,
            slug TEXT NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('created', 'updated', 'renamed', 'retired')),
            revision INTEGER NOT NULL,
            snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
            actor TEXT NOT NULL,
            at TEXT NOT NULL,
            message TEXT
        ) STRICT""",
        "CREATE INDEX changes_of_entity ON changes (kind, entity_id, id)",
        """CREATE TRIGGER changes_are_kept BEFORE UPDATE ON changes
            BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END""",
        """CREATE TRIGGER changes_stay BEFORE DELETE ON changes
            BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END""",
        """CREATE TABLE former_slugs (
            kind TEXT NOT NULL,
            slug TEXT NOT NULL,
            target TEXT,
            PRIMARY KEY (kind, slug)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX former_slugs_by_target ON former_slugs (kind, target)",
        """CREATE TABLE keys (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            digest TEXT NOT NULL UNIQUE,
            scopes TEXT NOT NULL,
            created_at TEXT NOT NULL,
            revoked_at TEXT
        ) STRICT""",
    )


@migrations()
def surface_forms(db: Database) -> None:
    """Create the indexes that find a name by any of its words and in spite of a typing error."""
    run(
        db,
        "ALTER TABLE labels ADD COLUMN key TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX labels_by_key ON labels (key)",
        """CREATE TABLE tails (
            tail TEXT NOT NULL,
            term_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            weight INTEGER NOT NULL,
            PRIMARY KEY (tail, term_id, position)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX tails_by_two_letters ON tails (substr(tail, 1, 2), weight)",
        "CREATE INDEX tails_by_term ON tails (term_id)",
        """CREATE TABLE deletions (
            deletion TEXT NOT NULL,
            term_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (deletion, term_id, position)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX deletions_by_term ON deletions (term_id)",
    )


@migrations()
def full_text(db: Database) -> None:
    """Create the full-text index."""
    run(
        db,
        """CREATE VIRTUAL TABLE texts USING fts5 (
            name, label, definition, explanation,
            tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
        )""",
    )


@migrations()
def published_forms(db: Database) -> None:
    """Keep the compact form beside each deletion, so that errors are counted without reading the labels."""
    run(
        db,
        # The index is rebuilt after the migration, and only published terms are in it from here on.
        "DELETE FROM tails",
        "DELETE FROM texts",
        "DROP TABLE deletions",
        """CREATE TABLE deletions (
            deletion TEXT NOT NULL,
            term_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            compact TEXT NOT NULL,
            PRIMARY KEY (deletion, term_id, position)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX deletions_by_term ON deletions (term_id)",
        "CREATE INDEX tails_by_letter ON tails (substr(tail, 1, 1), weight)",
    )


@migrations()
def set_formulas(db: Database) -> None:
    """Change nothing. An earlier release rewrote stored HTML here, which `data.index.rebuild` does now.

    It stays, because the schema version is the number of migrations.
    """


@migrations()
def derived_data(db: Database) -> None:
    """Record which version of the code wrote the derived data; call a changed entry a document."""
    run(
        db,
        "CREATE TABLE derived (version INTEGER NOT NULL) STRICT",
        "ALTER TABLE changes RENAME COLUMN snapshot TO document",
    )


@migrations()
def word_prefixes(db: Database) -> None:
    """Name the table of forms by what it finds. Its rows are derived, so it is created empty."""
    run(
        db,
        # Without a version, everything derived is rebuilt after the migration.
        "DELETE FROM derived",
        "DROP TABLE tails",
        """CREATE TABLE word_prefixes (
            text TEXT NOT NULL,
            term_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            weight INTEGER NOT NULL,
            PRIMARY KEY (text, term_id, position)
        ) STRICT, WITHOUT ROWID""",
        # One or two letters find too much to sort, so their rows are kept in the order of weight.
        "CREATE INDEX word_prefixes_by_letter ON word_prefixes (substr(text, 1, 1), weight)",
        "CREATE INDEX word_prefixes_by_two_letters ON word_prefixes (substr(text, 1, 2), weight)",
        "CREATE INDEX word_prefixes_by_term ON word_prefixes (term_id)",
    )
