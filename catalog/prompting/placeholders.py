"""Which placeholders a prompt asks for, and what is wrong with them."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = re.compile(r"[a-z][a-z0-9_]*")
PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
TOUCHING_BRACES = re.compile(r"\{\{\{|\}\}\}")


@dataclass(frozen=True)
class PromptFault:
    """Why a prompt cannot be filled, as a sentence.

    `unknown_name` is the placeholder that nothing fills (empty: the braces are broken), `suggestion` the known name
    most like it (empty: none is close).
    """

    sentence: str
    unknown_name: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        return self.sentence


def placeholders(prompt: str) -> list[str]:
    """The names a prompt asks for, once each, in order of appearance."""
    return list(dict.fromkeys(PLACEHOLDER.findall(prompt)))


def faults(prompt: str, known: Iterable[str]) -> list[PromptFault]:
    """Broken braces first, then each placeholder that is not among the known names."""
    names = list(known)
    broken = [PromptFault("A placeholder is one name in double braces, for example {{color}}.")]
    unknown = [_unknown(name, names) for name in placeholders(prompt) if name not in names]
    return (broken if has_broken_braces(prompt) else []) + unknown


def _unknown(name: str, known: list[str]) -> PromptFault:
    close = next(iter(difflib.get_close_matches(name, known, n=1)), "")
    hint = f"Did you mean {{{{{close}}}}}?" if close else f"Known: {', '.join(known)}."
    return PromptFault(f"Unknown placeholder {{{{{name}}}}}. {hint}", name, close)


def rename_placeholder(prompt: str, name: str, other: str) -> str:
    """The prompt asking for `other` wherever it asked for `name`."""
    return PLACEHOLDER.sub(lambda match: f"{{{{{other}}}}}" if match[1] == name else match[0], prompt)


def has_broken_braces(prompt: str) -> bool:
    """Whether braces are doubled, or marked as other template languages do, around anything but one name."""
    return bool(TOUCHING_BRACES.search(prompt) or BRACES.search(PLACEHOLDER.sub("\n", prompt)))
