"""Definitions in other people's pages: cards, oEmbed, the widget and the playground."""
