"""What a version says about its placeholders: which kind of value each takes, and what stands in for none.

A version keeps them as JSON, `{"price": {"kind": "number", "default": "199"}}`. A placeholder without an entry takes
text and is required; so is one whose default is empty.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.prompting.placeholders import NAME

KINDS = {"text": "Text", "colour": "Colour words", "number": "Number"}
LONGEST_DEFAULT = 300
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
COLOUR_CODE = re.compile(r"#|\b(?:rgb|hsl|lab|lch|oklch)a?\s*\(|\b0x", re.IGNORECASE)


@dataclass(frozen=True)
class Slot:
    """One placeholder's kind (a key of `KINDS`) and default; an empty default makes it required."""

    name: str
    kind: str = "text"
    default: str = ""

    @property
    def is_required(self) -> bool:
        """Whether a product must know it."""
        return not self.default.strip()

    def objection(self, value: str) -> str:
        """Why this value does not fit the kind, as a sentence; empty when it does or is blank."""
        text = value.strip()
        if text and self.kind == "number" and not NUMBER.fullmatch(text):
            return f"{self.name} takes a number, not “{text}”."
        if text and self.kind == "colour" and COLOUR_CODE.search(text):
            return f"{self.name} takes colour words such as “soft beige glaze”, not the code “{text}”."
        return ""


def slots_of(told: Mapping[str, Any]) -> dict[str, Slot]:
    """A version's slots by name; entries that `malformed` objects to are left out."""
    return {
        name: Slot(name, entry.get("kind", "text"), entry.get("default", ""))
        for name, entry in told.items()
        if not _objection(name, entry)
    }


def completed(facts: Mapping[str, str], told: Mapping[str, Any]) -> dict[str, str]:
    """The facts, with the slots' defaults where a fact is missing or blank."""
    defaults = {name: slot.default for name, slot in slots_of(told).items() if not slot.is_required}
    return {**defaults, **{name: value for name, value in facts.items() if value.strip() or name not in defaults}}


def misfits(facts: Mapping[str, str], told: Mapping[str, Any]) -> list[str]:
    """One sentence for each fact that is not of its slot's kind."""
    found = (slot.objection(facts.get(name, "")) for name, slot in slots_of(told).items())
    return [sentence for sentence in found if sentence]


def malformed(told: object) -> list[str]:
    """What is wrong with slots as they were entered, one sentence each."""
    if not isinstance(told, Mapping):
        return ['Write a JSON object, for example {"price": {"kind": "number", "default": "199"}}.']
    return [sentence for name, entry in told.items() if (sentence := _objection(name, entry))]


def _objection(name: object, entry: object) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return f"“{name}” is no name for a placeholder. Use small letters, digits and underscores."
    if not isinstance(entry, Mapping) or not set(entry) <= {"kind", "default"}:
        return f"{name} has a kind and a default, and nothing else."
    kind, default = entry.get("kind", "text"), entry.get("default", "")
    if not isinstance(kind, str) or kind not in KINDS:
        return f"{name} is of kind text, colour or number, not “{kind}”."
    if not isinstance(default, str) or len(default) > LONGEST_DEFAULT:
        return f"The default of {name} is text of at most {LONGEST_DEFAULT} characters."
    return Slot(name, kind).objection(default)
