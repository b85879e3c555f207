"""System checks: a mail server that is set, and mails that nobody could use."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LOCAL = ("127.0.0.1", "localhost", "::1")


@register("mail")
def check_mail(**_: Any) -> list[CheckMessage]:
    """Nothing where no mail server is set: then no mail is sent, and pages say so."""
    if not settings.HAS_MAIL:
        return []
    found: list[CheckMessage] = []
    if not is_address(settings.DEFAULT_FROM_EMAIL):
        found.append(
            Error(
                "A mail server is set, and EMAIL_SENDER is no address.",
                hint="Set EMAIL_SENDER to the address that mails come from, such as packshot@example.com.",
                id="mail.E001",
            )
        )
    if not settings.PUBLIC_BASE_URL:
        found.append(
            Warning(
                "Mails have no links, because Packshot does not know its own address.",
                hint="Set PUBLIC_BASE_URL.",
                id="mail.W001",
            )
        )
    is_open = not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL) and settings.EMAIL_HOST not in LOCAL
    if is_open and settings.EMAIL_HOST_PASSWORD:
        found.append(
            Warning(
                "The password of the mail server crosses the network unencrypted.",
                hint="Use submission:// or smtps:// in EMAIL_URL, or EMAIL_SECURITY=starttls.",
                id="mail.W002",
            )
        )
    return found


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
