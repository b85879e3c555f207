"""A person who left: a pseudonym takes the place of the name. The row stays, because the audit log names its id."""

from axes.models import AccessAttempt, AccessFailureLog
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.refusals import Refusal
from renders.models import BrowserSession
from renders.models.actions import Action
from renders.models.events import record

LINKS = "allauth.socialaccount"


class NotErasable(Refusal):
    """Nobody erases themselves, and a superuser is changed on the command line only."""


def pseudonym_of(person: User) -> str:
    return f"former-{person.pk}"


def erase_person(person: User, *, by: User) -> bool:
    """Erase name, mail and user name for good, end sessions, revoke tokens, and let nobody in by this account again.

    False when that was done before. Raises `NotErasable`.
    """
    if person.pk == by.pk or person.is_superuser:
        raise NotErasable(_("This account cannot be erased: it is your own, or a superuser's."))
    name, pseudonym = person.get_username(), pseudonym_of(person)
    if name == pseudonym:
        return False
    with transaction.atomic():
        for token in person.api_tokens.filter(revoked_at=None):
            token.revoke(by=by)
        person.username, person.first_name, person.last_name, person.email = pseudonym, "", "", ""
        person.is_active = person.is_staff = False
        person.set_unusable_password()
        person.save()  # ends the sessions of who is not active
        person.groups.clear()
        BrowserSession.objects.filter(person=person).delete()
        if apps.is_installed(LINKS):  # where people sign in at a provider
            apps.get_app_config("socialaccount").get_model("SocialAccount")._base_manager.filter(user=person).delete()
        AccessAttempt.objects.filter(username=name).delete()
        AccessFailureLog.objects.filter(username=name).delete()
        of_people = ContentType.objects.get_for_model(User)
        LogEntry.objects.filter(content_type=of_people, object_id=str(person.pk)).update(
            object_repr=pseudonym, change_message=""
        )
        record(Action.PERSON_ERASED, by=by, person=person, note=pseudonym)
    return True
