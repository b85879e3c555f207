"""The icon of a state, the same wherever a state is shown."""

from typing import Any

from django import template

from renders.templatetags.icons import heroicon_micro

register = template.Library()

ICONS = {
    "clock": ("queued", "assigned", "waiting", "planned", "open", "undecided", "mapping", "checked"),
    "paper-airplane": ("submitting",),
    "arrow-path": ("submitted", "finished", "stored", "uploaded", "withdrawing"),
    "check": ("ready", "used", "done"),
    "check-badge": ("approve",),
    "exclamation-circle": ("failed",),
    "x-mark": ("reject", "refused"),
    "no-symbol": ("cancelled", "withdrawn", "replaced", "declined", "undone", "dropped"),
    "question-mark-circle": ("in_doubt", "unconfirmed"),
    "pencil-square": ("changes",),
    "scale": ("decided",),
    "globe-alt": ("live", "published"),
    "exclamation-triangle": ("partly_live",),
    "bookmark": ("baseline", "current"),
    "lock-closed": ("locked", "frozen"),
}
ICON_OF = {state: icon for icon, states in ICONS.items() for state in states}


@register.simple_tag
def state_icon(state: str) -> str:
    """A minus for a state without an icon; the icon of work that goes on turns."""
    icon = ICON_OF.get(str(state), "minus")
    attributes: dict[str, Any] = {"class": "working"} if icon == "arrow-path" else {}
    return heroicon_micro(icon, **attributes)
