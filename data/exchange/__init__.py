"""Formats in which a glossary and its graphs are exchanged with files and other programs."""
