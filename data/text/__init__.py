"""Operations on text as values: folding, inflection, Markdown, formulas and HTML. Pure functions."""
