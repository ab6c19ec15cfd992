"""Turns a few tool definitions into a small model that calls them."""

__version__ = "0.1.0"
