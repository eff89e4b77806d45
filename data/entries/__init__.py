"""The entries: terms with their labels and sources, categories, relations and slugs."""
