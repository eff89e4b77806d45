"""Walks over the relations between terms, and sentences that describe them."""
