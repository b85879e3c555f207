"""Checks a prompt before money is spent on it: which clauses are missing, what an image model is known to be bad at.

Rules are rows (`catalog.linting.rules`); prompt, placements and models come in as values.
"""

from catalog.linting.abilities import asks_for_label_text, with_blank_label
from catalog.linting.briefs import ModelAbilities, PlacementRatio, PromptBrief, ShotKind
from catalog.linting.findings import LintFinding, PromptFix
from catalog.linting.rules import RULES, lint

__all__ = [
    "RULES",
    "LintFinding",
    "ModelAbilities",
    "PlacementRatio",
    "PromptBrief",
    "PromptFix",
    "ShotKind",
    "asks_for_label_text",
    "lint",
    "with_blank_label",
]
