"""Text as values: folding, inflection, Markdown, formulas and HTML. Pure."""
