"""Which placeholders a prompt asks for, and what is wrong with them."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.texts import figure
from catalog.texts import gettext as _

NAME = re.compile(r"[a-z][a-z0-9_]*")
PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
TOUCHING_BRACES = re.compile(r"\{\{\{|\}\}\}")
MAX_PLACEHOLDERS = 50
# Each unknown name is compared with every known one, and a page with hundreds of sentences is read by nobody.
EXPLAINED, KNOWN_NAMED = 5, 30


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
    """Broken braces and too many names first, then the placeholders that are not among the known names."""
    names, asked = list(dict.fromkeys(known)), placeholders(prompt)
    found = []
    if has_broken_braces(prompt):
        found.append(PromptFault(_("A placeholder is one name in double braces, for example {{color}}.")))
    if len(asked) > MAX_PLACEHOLDERS:
        found.append(
            PromptFault(
                _("It asks for %(asked)s placeholders; a prompt may have %(max_placeholders)s.")
                % {"asked": figure(len(asked)), "max_placeholders": MAX_PLACEHOLDERS}
            )
        )
    unknown = [name for name in asked if name not in set(names)]
    found += [_unknown(name, names) for name in unknown[:EXPLAINED]]
    if more := len(unknown) - EXPLAINED:
        found += (
            [PromptFault(_("%(more)s more placeholders are unknown.") % {"more": figure(more)})] if more > 0 else []
        )
    return found


def _unknown(name: str, known: list[str]) -> PromptFault:
    close = next(iter(difflib.get_close_matches(name, known, n=1)), "")
    more, listed = len(known) - KNOWN_NAMED, ", ".join(known[:KNOWN_NAMED])
    if more > 0:
        listed = _("%(names)s and %(more)s more") % {"names": listed, "more": figure(more)}
    hint = (
        _("Did you mean {{%(close)s}}?") % {"close": close} if close else _("Known: %(listed)s.") % {"listed": listed}
    )
    return PromptFault(_("Unknown placeholder {{%(name)s}}. %(hint)s") % {"name": name, "hint": hint}, name, close)


def rename_placeholder(prompt: str, name: str, other: str) -> str:
    """The prompt asking for `other` wherever it asked for `name`."""
    return PLACEHOLDER.sub(lambda match: f"{{{{{other}}}}}" if match[1] == name else match[0], prompt)


def has_broken_braces(prompt: str) -> bool:
    """Whether braces are doubled, or marked as other template languages do, around anything but one name."""
    return bool(TOUCHING_BRACES.search(prompt) or BRACES.search(PLACEHOLDER.sub("\n", prompt)))
