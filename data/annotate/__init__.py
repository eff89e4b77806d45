"""Find terms in texts of the caller: matching, annotations, and the table of surface forms."""
