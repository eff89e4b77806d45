"""The database file, its schema and change log, and what is cached by serial."""
