"""Prompt wording: `{{name}}` placeholders, filled in one pass.

A tiny language on purpose. User text never meets str.format, Template or Django's template language: a
placeholder is one name, a value is inserted as it stands, and a value that looks like a placeholder stays text.
"""

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")


class Unfilled(ValueError):
    """A placeholder has no value. `names` lists all of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        super().__init__("No value for " + ", ".join(f"“{name}”" for name in self.names) + ".")


@dataclass(frozen=True)
class Piece:
    """A stretch of a filled prompt; `name` says which placeholder it came from, empty for the wording's own text."""

    text: str
    name: str = ""
    is_missing: bool = False


def placeholders(wording: str) -> list[str]:
    """The names a wording asks for, once each, in order of appearance."""
    return list(dict.fromkeys(PLACEHOLDER.findall(wording)))


def fill(wording: str, facts: Mapping[str, str]) -> str:
    """The wording with every placeholder replaced, in one pass. Raises `Unfilled` naming what is missing or blank."""
    missing = [name for name in placeholders(wording) if not facts.get(name, "").strip()]
    if missing:
        raise Unfilled(missing)
    return PLACEHOLDER.sub(lambda match: facts[match[1]], wording)


def pieces(wording: str, facts: Mapping[str, str]) -> list[Piece]:
    """The filled wording cut at its placeholders, so that a page can mark them; never raises."""
    found: list[Piece] = []
    matches = list(PLACEHOLDER.finditer(wording))
    edges = [(0, 0), *(match.span() for match in matches), (len(wording), len(wording))]
    for number, ((_, end), (start, _)) in enumerate(pairwise(edges)):
        found.append(Piece(wording[end:start]))
        if number < len(matches):
            name = matches[number][1]
            value = facts.get(name, "").strip()
            found.append(Piece(value or f"{{{{{name}}}}}", name, is_missing=not value))
    return [piece for piece in found if piece.text]


def faults(wording: str, known: Iterable[str]) -> list[str]:
    """What is wrong with a wording, one sentence each: broken braces first, then names nobody can fill."""
    found = []
    if BRACES.search(PLACEHOLDER.sub("", wording)):
        found.append("A placeholder is one name in double braces, for example {{color}}.")
    names = list(known)
    for name in placeholders(wording):
        if name not in names:
            close = difflib.get_close_matches(name, names, n=1)
            hint = f" Did you mean {{{{{close[0]}}}}}?" if close else f" Known: {', '.join(names)}."
            found.append(f"Unknown placeholder {{{{{name}}}}}.{hint}")
    return found


def digest(wording: str, negative: str, parameters: Mapping[str, object]) -> str:
    """sha256 hex over everything of a version that shapes a picture."""
    body = json.dumps([wording, negative, parameters], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()
