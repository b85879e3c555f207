"""Prompts with `{{name}}` placeholders, filled in one pass.

A tiny language on purpose. User text never meets str.format, Template or Django's template language: a
placeholder is one name, a value is inserted as it stands, and a value that looks like a placeholder stays text.
"""

from catalog.prompting.changes import TextChange, changes
from catalog.prompting.digests import digest
from catalog.prompting.filling import PromptPiece, Unfilled, fill, pieces
from catalog.prompting.guide_placeholders import (
    SHOT_CLAUSES,
    Conversion,
    convert_guide_placeholders,
    guide_placeholders,
)
from catalog.prompting.placeholder_specs import (
    KINDS,
    PlaceholderSpec,
    spec_errors,
    specs_of,
    value_errors,
    with_defaults,
)
from catalog.prompting.placeholders import MAX_PLACEHOLDERS, NAME, PromptFault, faults, placeholders, rename_placeholder

__all__ = [
    "KINDS",
    "MAX_PLACEHOLDERS",
    "NAME",
    "SHOT_CLAUSES",
    "Conversion",
    "PlaceholderSpec",
    "PromptFault",
    "PromptPiece",
    "TextChange",
    "Unfilled",
    "changes",
    "convert_guide_placeholders",
    "digest",
    "faults",
    "fill",
    "guide_placeholders",
    "pieces",
    "placeholders",
    "rename_placeholder",
    "spec_errors",
    "specs_of",
    "value_errors",
    "with_defaults",
]
