"""What changed between two prompts, word by word."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["same", "added", "removed"]
# A placeholder and a word are one token; Chinese and Japanese write no blanks, so there a sign is one.
TOKEN = re.compile(
    r"\{\{\s*[a-z][a-z0-9_]*\s*\}\}|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\s+|"
    r"[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|.",
    re.DOTALL,
)
TELLING = re.compile(r"\w{4,}|\d|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\{\{")
"""What makes a stretch worth keeping apart between two changes: a longer word, a figure, a sign, a placeholder."""


@dataclass(frozen=True)
class Change:
    """A stretch of text that both prompts have, or only one of them."""

    text: str
    kind: Kind = "same"


def changes(before: str, after: str) -> list[Change]:
    """Both prompts as one reading. What is `same` or `removed` spells `before` exactly; `same` or `added`, `after`."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    matcher = difflib.SequenceMatcher(a=old, b=new)  # its automatic junk keeps long repetitive prompts quick
    found: list[Change] = []
    for verdict, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if verdict == "equal":
            found.append(Change("".join(new[new_from:new_to])))
            continue
        found += [Change("".join(old[old_from:old_to]), "removed"), Change("".join(new[new_from:new_to]), "added")]
    return _calmed([change for change in found if change.text])


def _calmed(found: Sequence[Change]) -> list[Change]:
    """A comma or an "of" between two changed stretches reads as part of them: few long changes, not many short."""
    told: list[Change] = []
    for place, change in enumerate(found):
        is_between = 0 < place < len(found) - 1 and change.kind == "same" and not TELLING.search(change.text)
        told += [Change(change.text, "removed"), Change(change.text, "added")] if is_between else [change]
    return _joined(told)


def _joined(found: Sequence[Change]) -> list[Change]:
    """Neighbouring changes as one removal and one addition."""
    told: list[Change] = []
    for is_same, stretch in groupby(found, key=lambda change: change.kind == "same"):
        parts = list(stretch)
        kinds: tuple[Kind, ...] = ("same",) if is_same else ("removed", "added")
        told += [Change("".join(part.text for part in parts if part.kind == kind), kind) for kind in kinds]
    return [change for change in told if change.text]
