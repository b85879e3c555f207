"""Filling a prompt in one pass."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from catalog.prompting.placeholders import PLACEHOLDER, placeholders
from catalog.refusals import Refusal
from catalog.texts import gettext as _


class Unfilled(Refusal):
    """A placeholder has no value. `names` lists all of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        super().__init__(_("No value for %(names)s.") % {"names": ", ".join(f"“{name}”" for name in self.names)})


@dataclass(frozen=True)
class PromptPiece:
    """A stretch of a filled prompt; `name` says which placeholder it came from, empty for the prompt's own text."""

    text: str
    name: str = ""
    is_missing: bool = False


def fill(prompt: str, values: Mapping[str, str]) -> str:
    """The prompt with every placeholder replaced, in one pass. Raises `Unfilled` naming what is missing or blank."""
    missing = [name for name in placeholders(prompt) if not values.get(name, "").strip()]
    if missing:
        raise Unfilled(missing)
    return PLACEHOLDER.sub(lambda match: values[match[1]], prompt)


def pieces(prompt: str, values: Mapping[str, str]) -> list[PromptPiece]:
    """The filled prompt cut at its placeholders, so that a page can mark them; never raises."""
    cut: list[PromptPiece] = []
    matches = list(PLACEHOLDER.finditer(prompt))
    edges = [(0, 0), *(match.span() for match in matches), (len(prompt), len(prompt))]
    for number, ((_start, end), (start, _end)) in enumerate(pairwise(edges)):
        cut.append(PromptPiece(prompt[end:start]))
        if number < len(matches):
            name = matches[number][1]
            value = values.get(name, "").strip()
            cut.append(PromptPiece(value or f"{{{{{name}}}}}", name, is_missing=not value))
    return [piece for piece in cut if piece.text]
