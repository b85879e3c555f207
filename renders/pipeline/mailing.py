"""Mailing: one person's digest of what is unread. At most once: what a mail holds is marked before it is sent, and only
a mail that the server certainly did not take is tried again."""

import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from catalog.times import in_full
from config.background.database_clock import database_now
from renders.models import Lease, LeaseLost, MailDigest, Notification
from renders.models.leases import LeasedQuery
from renders.models.mail_digests import MAX_EXPLANATION, RETRIES, next_mail_at
from renders.models.notification_texts import detail_of, title_of
from renders.models.notifications import NotificationKind
from renders.pipeline import giving_up
from renders.schedule import Enqueue

State = MailDigest.State
# In one mail; what is left comes with the next one.
MAX_NOTIFICATIONS = 200
MAX_SUBJECT = 120


class NotTaken(Exception):
    """The server did not take the mail: it can be sent again."""


class PerhapsTaken(Exception):
    """The connection broke while the server had the mail."""


class DigestLine(NamedTuple):
    title: str
    detail: str
    # Empty where Packshot does not know its own address.
    address: str
    at: str


def send_digest(digest_id: int, lease: Lease) -> list[Enqueue]:
    digest = MailDigest.objects.select_related("person").get(pk=digest_id)
    leased = MailDigest.fast.filter(pk=digest_id).leased_by(lease)
    if digest.state == State.SENDING:
        leave_unclear(digest, leased, _("Packshot was stopped while this mail was sent."))
        return []
    found = unmailed(digest)
    if not found or not (settings.HAS_MAIL and digest.person.email and digest.person.is_active):
        wait_for_tomorrow(digest, leased)
        return []
    mail, now = mail_of(digest, found), database_now()
    with transaction.atomic():
        Notification.objects.filter(pk__in=[one.pk for one in found]).update(mailed_at=now)
        if not leased.update(state=State.SENDING, marked_at=now, explanation=""):
            raise LeaseLost("Another step sends this digest")
    try:
        deliver(mail)
    except NotTaken as error:
        try_later(digest, leased, now, str(error))
    except PerhapsTaken as error:
        leave_unclear(digest, leased, str(error))
    else:
        next_at = next_mail_at(digest.hour, now)
        leased.update(state=State.SENT, sent_at=database_now(), tries=0, due_at=None, next_at=next_at)
    return []


def give_up(digest_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    digest = MailDigest.objects.get(pk=digest_id)
    leased = MailDigest.fast.filter(pk=digest_id).leased_by(lease)
    said = giving_up.sentence(error, _("Nothing was mailed: the next mail comes tomorrow."))[:MAX_EXPLANATION]
    next_at = next_mail_at(digest.hour, database_now())
    leased.update(state=State.FAILED, explanation=said, tries=0, due_at=None, next_at=next_at)
    return []


def unmailed(digest: MailDigest) -> list[Notification]:
    """What the mail is to hold, the latest first: of the kinds that were chosen and may still be seen."""
    allowed = [kind for kind in NotificationKind.offered_to(digest.person) if kind in digest.kinds]
    mine = Notification.objects.of(digest.person).unmailed(allowed)
    return list(mine.with_subjects()[:MAX_NOTIFICATIONS])


def mail_of(digest: MailDigest, found: Sequence[Notification]) -> EmailMultiAlternatives:
    """The same in text and in HTML."""
    groups = {kind: [line_of(one) for one in found if one.kind == kind] for kind in NotificationKind}
    groups = {kind: lines for kind, lines in groups.items() if lines}
    counts = ", ".join(f"{kind.label}: {len(lines)}" for kind, lines in groups.items())
    subject = f"Packshot: {counts}"
    context = {
        "groups": [(kind.label, lines) for kind, lines in groups.items()],
        "count": len(found),
        "list": absolute("/notifications/"),
        "settings": absolute("/me/"),
    }
    text, html = (render_to_string(f"renders/mail/digest.{form}", context) for form in ("txt", "html"))
    mail = EmailMultiAlternatives(
        subject[:MAX_SUBJECT], text, settings.DEFAULT_FROM_EMAIL, [digest.person.email], headers=HEADERS
    )
    mail.attach_alternative(html, "text/html")
    return mail


# No answering machine answers it.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def line_of(one: Notification) -> DigestLine:
    return DigestLine(title_of(one), detail_of(one), absolute(one.get_absolute_url()), in_full(one.made_at))


def absolute(path: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{path}" if settings.PUBLIC_BASE_URL else ""


def deliver(mail: EmailMultiAlternatives) -> None:
    """Hand it to the server. Raises `NotTaken` or `PerhapsTaken`; a server that answers no has not taken it."""
    server: Any = get_connection(fail_silently=False)
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as error:
        raise NotTaken(reason_of(error)) from error
    try:
        server.send_messages([mail])
    except (ValueError, smtplib.SMTPNotSupportedError) as error:  # before anything of it was sent
        raise NotTaken(_("No mail can be made for this address. An admin can correct it.")) from error
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        raise NotTaken(reason_of(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise PerhapsTaken(_("The connection to the mail server broke while it had the mail.")) from error
    finally:
        server.close()


def reason_of(error: Exception) -> str:
    """For people: which answer came, or that none did. Never the password, which servers do not repeat."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("The mail server refused the user name or password.")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        return _("The mail server refused the address, with code %(code)s.") % {"code": code}
    if isinstance(error, smtplib.SMTPResponseException):
        return _("The mail server answered with code %(code)s.") % {"code": error.smtp_code}
    return _("The mail server could not be reached.")


def wait_for_tomorrow(digest: MailDigest, leased: LeasedQuery) -> None:
    """There is nothing to say, or nobody to say it to."""
    next_at = next_mail_at(digest.hour, database_now()) if digest.kinds else None
    leased.update(due_at=None, tries=0, next_at=next_at)


def try_later(digest: MailDigest, leased: LeasedQuery, marked_at: datetime, explanation: str) -> None:
    """What it held is not mailed after all, and is again part of the next try."""
    now, tries = database_now(), digest.tries
    wait = RETRIES[tries] if tries < len(RETRIES) else timedelta.max
    tomorrow = next_mail_at(digest.hour, now)
    next_at = now + wait if tries < len(RETRIES) and now + wait < tomorrow else tomorrow
    tries = tries + 1 if next_at < tomorrow else 0
    with transaction.atomic():
        Notification.objects.filter(person=digest.person, mailed_at=marked_at).update(mailed_at=None)
        said = explanation[:MAX_EXPLANATION]
        leased.update(state=State.FAILED, explanation=said, tries=tries, due_at=None, next_at=next_at)


def leave_unclear(digest: MailDigest, leased: LeasedQuery, explanation: str) -> None:
    """Perhaps it was sent. Sending it again could send it twice; what it held is still unread in the app."""
    next_at = next_mail_at(digest.hour, database_now())
    said = explanation[:MAX_EXPLANATION]
    leased.update(state=State.UNCLEAR, explanation=said, tries=0, due_at=None, next_at=next_at)
