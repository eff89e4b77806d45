"""Search, lookup and suggestions."""
