"""Why a tool cannot do what it was asked to. Messages name the remedy, and never carry the value of a cell."""

from __future__ import annotations


class ToolError(Exception):
    """A tool cannot do what it was asked to."""
