"""What linting reports: which clause, what is wrong with it, why it matters, and a fix in one click."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from catalog.prompting import PlaceholderSpec

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class PromptFix:
    """One click: its label, the prompt after it, and specs of placeholders that this prompt adds."""

    label: str
    prompt: str
    specs: Mapping[str, PlaceholderSpec] = field(default_factory=dict)

    @property
    def as_json(self) -> str:
        """The prompt, and the specs as a version stores them."""
        specs = {name: {"kind": spec.kind, "default": spec.default} for name, spec in self.specs.items()}
        return json.dumps({"prompt": self.prompt, "specs": specs}, ensure_ascii=False)


@dataclass(frozen=True)
class LintFinding:
    """`rule` is the rule's code, `clause` the part of the prompt it is about, `detail` continues it: "is missing".

    An error makes pictures that nobody can use; a warning makes worse ones.
    """

    rule: str
    clause: str
    detail: str
    reason: str
    level: Level
    fix: PromptFix | None = None
