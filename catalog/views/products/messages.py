"""Messages after a change to a product."""

from django.contrib import messages
from django.http import HttpRequest


def add_messages(request: HttpRequest, sentence: str, notes: tuple[str, ...]) -> None:
    """What was done, and what had to be converted on the way in."""
    messages.success(request, sentence)
    for note in notes:
        messages.info(request, note)
