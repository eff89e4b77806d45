"""What makes entries findable: surface forms and full text, kept with every write."""
