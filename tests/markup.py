"""Texts that get out of where they are written, and are markup, wherever they are not escaped."""

from pathlib import Path

MARKUP = (Path(__file__).parent / "markup.txt").read_text().splitlines()  # what of it runs sets window.ran
