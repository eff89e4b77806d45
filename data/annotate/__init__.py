"""Terms in texts of others: matching, annotations and the table of surface forms."""
