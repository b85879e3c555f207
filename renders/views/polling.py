"""What a polling part has to say anew: nothing, when what it shows is what the page shows already."""

import hashlib

from renders.views.access import PersonRequest


def mark_of(*facts: object) -> str:
    """A short mark that changes with any of these facts; a part carries it in the address it polls."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def has_seen(request: PersonRequest, mark: str) -> bool:
    """Whether this is a poll by a page that shows exactly this."""
    return bool(request.htmx) and request.GET.get("seen") == mark
