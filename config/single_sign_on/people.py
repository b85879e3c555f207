"""Whose account it is: found by the provider's number for somebody, never by a name, and by mail only if allowed."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from config.people import end_sessions
from config.single_sign_on.claims import is_same_address, text_of, username_of
from config.single_sign_on.refusals import NotSignedIn, Why
from config.single_sign_on.roles import bring_in_line, roles_of
from renders.models.actions import Action
from renders.models.api_tokens import acts_for_program
from renders.models.events import record

LINKS = SocialAccount._default_manager


def signed_in(claims: dict[str, Any]) -> tuple[User, str]:
    """The account of these claims with its roles of now, and what changed. Raises `NotSignedIn`, after which an account
    without a role has none left."""
    chosen = settings.SINGLE_SIGN_ON
    roles = roles_of(claims.get(chosen.groups_claim), chosen.roles)
    try:
        with transaction.atomic():
            person, made = account_of(claims, is_wanted=bool(roles))
            if person is not None:
                changed = bring_in_line(person, roles, chosen.roles)
    except IntegrityError:  # two browsers of one person came for the first time
        raise NotSignedIn(Why.LOST) from None
    if person is None or not roles:
        if person is not None:
            end_sessions(person)
        note = _("No role for subject %(subject)s") % {"subject": claims["sub"]}
        raise NotSignedIn(Why.NO_ROLE, note=note, person=person)
    return person, "; ".join(filter(None, [made, changed]))


def account_of(claims: dict[str, Any], *, is_wanted: bool) -> tuple[User | None, str]:
    """The account and what was done to find it; a new one only where it `is_wanted`."""
    person, made = linked(claims["sub"]), ""
    if person is None and (same := with_same_address(claims)):
        person, made = taken_over(same, claims), _("linked by e-mail")
    if person is not None and not person.is_active:
        raise NotSignedIn(Why.SHUT_OUT, note=_("The account is shut out"), person=person)
    if person is None and is_wanted:
        person, made = new_account(claims), _("new account")
    if person is not None and made:
        link(person, claims["sub"], note=made)
    return person, made


def linked(subject: str) -> User | None:
    """Subjects of two issuers are strangers, whatever they are called."""
    found = LINKS.select_related("user").filter(provider=settings.SINGLE_SIGN_ON.issuer, uid=subject).first()
    return found.user if found else None


def link(person: User, subject: str, *, by: User | None = None, note: str = "") -> None:
    """Whoever signs in as this subject gets the account, so the audit log has it with the number."""
    LINKS.create(provider=settings.SINGLE_SIGN_ON.issuer, uid=subject, user=person)
    record(Action.PERSON_LINKED, by=by, person=person, note=described(subject, note))


def unlink(person: User, *, by: User) -> None:
    links = LINKS.filter(provider=settings.SINGLE_SIGN_ON.issuer, user=person)
    for subject in links.values_list("uid", flat=True):
        record(Action.PERSON_UNLINKED, by=by, person=person, note=described(subject))
    links.delete()


def described(subject: str, note: str = "") -> str:
    """As the audit log has it: "Example, subject 77 (linked by e-mail)"."""
    values = {"provider": settings.SINGLE_SIGN_ON.shown_name, "subject": subject}
    return (_("%(provider)s, subject %(subject)s") % values) + (f" ({note})" if note else "")


def with_same_address(claims: dict[str, Any]) -> list[User]:
    address = text_of(claims, "email", 254)
    return list(User.objects.filter(email__iexact=address)[:2]) if address else []


def taken_over(same: list[User], claims: dict[str, Any]) -> User:
    """The account with that address, if it may be taken over. Raises `NotSignedIn`.

    A second account would be refused too: whoever has two could approve their own pictures.
    """
    person = same[0]
    is_verified = claims.get("email_verified") is True and is_same_address(claims.get("email"), person.email)
    is_proven = settings.SINGLE_SIGN_ON.link_by_email and is_verified and len(same) == 1
    is_taken = LINKS.filter(provider=settings.SINGLE_SIGN_ON.issuer, user=person).exists()
    is_service = acts_for_program(person)
    if not is_proven or is_taken or is_service or person.is_superuser:
        note = _("Not linked: subject %(subject)s") % {"subject": claims["sub"]}
        raise NotSignedIn(Why.NOT_LINKED, note=note, person=person)
    return person


def new_account(claims: dict[str, Any]) -> User:
    """Named after the person, with a number where that name is somebody else's."""
    wanted = username_of(claims)
    taken = set(User.objects.filter(username__istartswith=wanted).values_list("username", flat=True))
    names = {name.lower() for name in taken}
    number = next(number for number in range(1, len(names) + 2) if numbered(wanted, number).lower() not in names)
    return User.objects.create_user(
        numbered(wanted, number),
        text_of(claims, "email", 254),
        first_name=text_of(claims, "given_name", 150) or text_of(claims, "name", 150),
        last_name=text_of(claims, "family_name", 150),
    )


def numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"
