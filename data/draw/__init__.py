"""Graphs and terms as pictures. Pure."""
