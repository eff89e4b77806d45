"""Pictures of graphs and of single terms. Pure."""
