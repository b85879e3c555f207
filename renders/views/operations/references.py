"""The address at which a vendor fetches the picture it draws from."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from config.background.database_clock import database_now
from renders.files import RENDITIONS
from renders.models import SentReference

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@login_not_required
@require_safe
def references(request: HttpRequest, token: str) -> HttpResponse:
    """The one picture of this token; 404 for every other, and once its order has ended or its time is over."""
    sent = SentReference.objects.served(token, database_now()).first()
    try:
        data = RENDITIONS.read(sent.sha256) if sent else b""
    except FileNotFoundError:
        data = b""
    if not data:
        raise Http404("No such picture")
    return HttpResponse(data, content_type="image/jpeg", headers=HEADERS)
