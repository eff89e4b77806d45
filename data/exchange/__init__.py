"""The glossary in files: the content folder and the formats of other software."""
