"""Browsers in which people are signed in: what they are, and when they were last used."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.sign_in.addresses import client_address
from renders.models import BrowserSession

# The session keeps the number of its row.
ROW = "browser_session"
NOTED_EVERY = 300.0  # seconds
MAX_NOTED = 10_000
# The first word that a browser says decides: most claim to be others too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(request: HttpRequest) -> str:
    """Such as "Firefox, Windows", from what the browser says of itself."""
    said = request.headers.get("User-Agent", "")
    known = (next((name for word, name in words if word in said), "") for words in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, known)) or _("Unknown browser")


def begin(request: HttpRequest) -> None:
    """Write down where somebody has just signed in."""
    if not request.session.session_key:
        request.session.save()
    row = BrowserSession.objects.begin(
        request.user,  # type: ignore[arg-type]  # they are signed in
        key=request.session.session_key or "",
        device=device_of(request),
        address=client_address(request),
    )
    request.session[ROW] = row.pk


class LastUseMiddleware:
    """Note the last use of a session, once in a while; writing the session itself would prolong it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.noted: dict[tuple[int, str], float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        row = request.session.get(ROW) if request.session.accessed else None
        if row and self._is_due((row, request.session.session_key or "")):
            # A change of password gives the session another key.
            changes = {"key": request.session.session_key, "address": client_address(request)}
            BrowserSession.objects.filter(pk=row).update(used_at=timezone.now(), **changes)
        return response

    def _is_due(self, browser: tuple[int, str]) -> bool:
        now = time.monotonic()
        if now - self.noted.get(browser, -NOTED_EVERY) < NOTED_EVERY:
            return False
        if len(self.noted) >= MAX_NOTED:
            self.noted.clear()
        self.noted[browser] = now
        return True
