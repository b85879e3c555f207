"""Prompt wording: `{{name}}` placeholders, filled in one pass.

A tiny language on purpose. User text never meets str.format, Template or Django's template language: a
placeholder is one name, a value is inserted as it stands, and a value that looks like a placeholder stays text.
"""

from catalog.prompting.changes import Change, changes
from catalog.prompting.digests import digest
from catalog.prompting.filling import Piece, Unfilled, fill, pieces
from catalog.prompting.placeholders import NAME, faults, placeholders
from catalog.prompting.slots import Slot, completed, malformed, misfits, slots_of

__all__ = [
    "Change",
    "NAME",
    "Piece",
    "Slot",
    "Unfilled",
    "changes",
    "completed",
    "digest",
    "faults",
    "fill",
    "malformed",
    "misfits",
    "pieces",
    "placeholders",
    "slots_of",
]
