"""Prompt prompt: `{{name}}` placeholders, filled in one pass.

A tiny language on purpose. User text never meets str.format, Template or Django's template language: a
placeholder is one name, a value is inserted as it stands, and a value that looks like a placeholder stays text.
"""

from catalog.prompting.changes import Change, changes
from catalog.prompting.digests import digest
from catalog.prompting.filling import Piece, Unfilled, fill, pieces
from catalog.prompting.guide_placeholders import Conversion, converted, guide_placeholders
from catalog.prompting.placeholders import NAME, faults, placeholders, renamed, suggestion
from catalog.prompting.slots import KINDS, Slot, completed, malformed, misfits, slots_of

__all__ = [
    "KINDS",
    "NAME",
    "Change",
    "Conversion",
    "Piece",
    "Slot",
    "Unfilled",
    "changes",
    "completed",
    "converted",
    "digest",
    "faults",
    "fill",
    "guide_placeholders",
    "malformed",
    "misfits",
    "pieces",
    "placeholders",
    "renamed",
    "slots_of",
    "suggestion",
]
