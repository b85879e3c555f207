"""What a prompt asks for, and what is wrong with the way it asks."""

import difflib
import re
from collections.abc import Iterable

NAME = re.compile(r"[a-z][a-z0-9_]*")
PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
TOUCHING = re.compile(r"\{\{\{|\}\}\}")


def placeholders(prompt: str) -> list[str]:
    """The names a prompt asks for, once each, in order of appearance."""
    return list(dict.fromkeys(PLACEHOLDER.findall(prompt)))


def faults(prompt: str, known: Iterable[str]) -> list[str]:
    """What is wrong with a prompt, one sentence each: broken braces first, then names nobody can fill."""
    found = []
    if has_broken_braces(prompt):
        found.append("A placeholder is one name in double braces, for example {{color}}.")
    names = list(known)
    for name in placeholders(prompt):
        if name not in names:
            close = suggestion(name, names)
            hint = f" Did you mean {{{{{close}}}}}?" if close else f" Known: {', '.join(names)}."
            found.append(f"Unknown placeholder {{{{{name}}}}}.{hint}")
    return found


def renamed(prompt: str, name: str, other: str) -> str:
    """The prompt asking for `other` wherever it asked for `name`."""
    return PLACEHOLDER.sub(lambda match: f"{{{{{other}}}}}" if match[1] == name else match[0], prompt)


def has_broken_braces(prompt: str) -> bool:
    """Whether braces are doubled, or marked as other template languages do, around anything but one name."""
    return bool(TOUCHING.search(prompt) or BRACES.search(PLACEHOLDER.sub("\n", prompt)))


def suggestion(name: str, known: Iterable[str]) -> str:
    """The known name most like this one; empty when none is."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1)), "")
