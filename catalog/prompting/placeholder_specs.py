"""What a version says about its placeholders: which kind of value each takes, and its default.

A version stores its specs as JSON, `{"price": {"kind": "number", "default": "199"}}`. A placeholder without an entry
takes text and is required; so is one whose default is empty.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.prompting.placeholders import NAME
from catalog.strict_json import fault_of
from catalog.texts import gettext as _
from catalog.texts import gettext_noop

KINDS = {"text": gettext_noop("Text"), "colour": gettext_noop("Colour words"), "number": gettext_noop("Number")}
MAX_DEFAULT_LENGTH = 300
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
COLOUR_CODE = re.compile(r"#|\b(?:rgb|hsl|lab|lch|oklch)a?\s*\(|\b0x", re.IGNORECASE)


@dataclass(frozen=True)
class PlaceholderSpec:
    """One placeholder's kind (a key of `KINDS`) and default; an empty default makes it required."""

    name: str
    kind: str = "text"
    default: str = ""

    @property
    def is_required(self) -> bool:
        return not self.default.strip()

    def error_of(self, value: str) -> str:
        """Why this value is not of the kind, as a sentence; empty when it is, or is blank."""
        text = value.strip()
        if text and self.kind == "number" and not NUMBER.fullmatch(text):
            return _("%(name)s takes a number, not “%(text)s”.") % {"name": self.name, "text": text}
        if text and self.kind == "colour" and COLOUR_CODE.search(text):
            return _("%(name)s takes colour words such as “soft beige glaze”, not the code “%(text)s”.") % {
                "name": self.name,
                "text": text,
            }
        return ""


def specs_of(stored: Mapping[str, Any]) -> dict[str, PlaceholderSpec]:
    """A version's specs by name, without the entries that `spec_errors` objects to."""
    return {
        name: PlaceholderSpec(name, entry.get("kind", "text"), entry.get("default", ""))
        for name, entry in stored.items()
        if not _spec_error(name, entry)
    }


def with_defaults(values: Mapping[str, str], stored: Mapping[str, Any]) -> dict[str, str]:
    """The values, with the specs' defaults where a value is missing or blank."""
    defaults = {name: spec.default for name, spec in specs_of(stored).items() if not spec.is_required}
    return {**defaults, **{name: value for name, value in values.items() if value.strip() or name not in defaults}}


def value_errors(values: Mapping[str, str], stored: Mapping[str, Any]) -> list[str]:
    """One sentence for each value that is not of its placeholder's kind."""
    errors = (spec.error_of(values.get(name, "")) for name, spec in specs_of(stored).items())
    return [sentence for sentence in errors if sentence]


def spec_errors(entered: object) -> list[str]:
    """What is wrong with specs as they were entered, one sentence each."""
    if not isinstance(entered, Mapping):
        return [_('Write a JSON object, for example {"price": {"kind": "number", "default": "199"}}.')]
    errors = [sentence for name, entry in entered.items() if (sentence := _spec_error(name, entry))]
    fault = fault_of(entered)
    return [*errors, _("The defaults cannot be stored. %(fault)s") % {"fault": fault}] if fault else errors


def _spec_error(name: object, entry: object) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return _("“%(name)s” is not a name for a placeholder. Use small letters, digits and underscores.") % {
            "name": name
        }
    if not isinstance(entry, Mapping) or not set(entry) <= {"kind", "default"}:
        return _("%(name)s has a kind and a default, and nothing else.") % {"name": name}
    kind, default = entry.get("kind", "text"), entry.get("default", "")
    if not isinstance(kind, str) or kind not in KINDS:
        return _("%(name)s is of kind text, colour or number, not “%(kind)s”.") % {"name": name, "kind": kind}
    if not isinstance(default, str) or len(default) > MAX_DEFAULT_LENGTH:
        return _("The default of %(name)s is text of at most %(max_default_length)s characters.") % {
            "name": name,
            "max_default_length": MAX_DEFAULT_LENGTH,
        }
    return PlaceholderSpec(name, kind).error_of(default)
