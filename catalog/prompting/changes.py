"""What changed between two prompts, word by word."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

ChangeKind = Literal["same", "added", "removed"]
# A placeholder and a word are one token; Chinese and Japanese write no blanks, so there a sign is one.
TOKEN = re.compile(
    r"\{\{\s*[a-z][a-z0-9_]*\s*\}\}|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\s+|"
    r"[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|.",
    re.DOTALL,
)
# What makes unchanged text worth showing between two changes: a longer word, a figure, a sign, a placeholder.
SIGNIFICANT = re.compile(r"\w{4,}|\d|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\{\{")


@dataclass(frozen=True)
class TextChange:
    """A stretch of text that both prompts have, or only one of them."""

    text: str
    kind: ChangeKind = "same"


def changes(before: str, after: str) -> list[TextChange]:
    """Both prompts as one text. What is `same` or `removed` spells `before` exactly; `same` or `added`, `after`."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    # SequenceMatcher's automatic junk makes long repetitive prompts quick.
    matcher = difflib.SequenceMatcher(a=old, b=new)
    stretches: list[TextChange] = []
    for operation, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if operation == "equal":
            stretches.append(TextChange("".join(new[new_from:new_to])))
            continue
        stretches.append(TextChange("".join(old[old_from:old_to]), "removed"))
        stretches.append(TextChange("".join(new[new_from:new_to]), "added"))
    return _without_small_gaps([stretch for stretch in stretches if stretch.text])


def _without_small_gaps(stretches: Sequence[TextChange]) -> list[TextChange]:
    """A comma or an "of" between two changes becomes part of them: few long changes, not many short ones."""
    widened: list[TextChange] = []
    for index, change in enumerate(stretches):
        is_between = 0 < index < len(stretches) - 1
        is_small_gap = is_between and change.kind == "same" and not SIGNIFICANT.search(change.text)
        both = [TextChange(change.text, "removed"), TextChange(change.text, "added")]
        widened += both if is_small_gap else [change]
    return _joined(widened)


def _joined(stretches: Sequence[TextChange]) -> list[TextChange]:
    """Neighbouring changes as one removal and one addition."""
    joined: list[TextChange] = []
    for is_same, neighbours in groupby(stretches, key=lambda change: change.kind == "same"):
        parts = list(neighbours)
        kinds: tuple[ChangeKind, ...] = ("same",) if is_same else ("removed", "added")
        joined += [TextChange("".join(part.text for part in parts if part.kind == kind), kind) for kind in kinds]
    return [change for change in joined if change.text]
