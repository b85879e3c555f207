"""What linting says: which clause, what about it, why it matters, and what one click would do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from catalog.prompting import Slot

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Fix:
    """One click: its label, the prompt it leaves, and defaults of placeholders that the prompt needs then."""

    label: str
    prompt: str
    slots: Mapping[str, Slot] = field(default_factory=dict)

    @property
    def slots_json(self) -> str:
        """The slots as a version keeps them."""
        return json.dumps({name: {"kind": slot.kind, "default": slot.default} for name, slot in self.slots.items()})


@dataclass(frozen=True)
class Finding:
    """`rule` is the rule's name, `clause` the part of the prompt it is about, `said` what is wrong in a few words.

    An error makes pictures that nobody can use; a warning makes worse ones.
    """

    rule: str
    clause: str
    said: str
    reason: str
    level: Level
    fix: Fix | None = None
