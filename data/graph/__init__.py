"""Walks over the relations between terms, and what they say in sentences."""
