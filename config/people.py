"""How people are called and how they come in: an admin makes the account, a one-time link lets its owner sign in."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model, views
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

ADMINS = "Admins"


class SetUp(views.PasswordResetConfirmView):
    """Set a password through a one-time link; the link dies with the first use, a sign-in, or after three days."""

    success_url = reverse_lazy("set-up-done")

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever knew the old password is signed out."""
        response = super().form_valid(form)
        end_sessions(form.user)
        return response

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """A link that is none, or none any more, leads nowhere."""
        return super().render_to_response(context, **options, status=200 if self.validlink else HTTPStatus.NOT_FOUND)


class ChangedPassword(views.PasswordChangeView):
    """Whoever knew the old password is signed out, in every other browser."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        end_sessions(form.user, but=self.request.session.session_key or "")
        return response


def name_of(person: User) -> str:
    """As pages and sentences name somebody: the full name, or the user name where none is known."""
    return person.get_full_name() or person.get_username()


def one_time_link(person: User) -> str:
    """The path at which `person` may set a password once. It signs the present password: a change ends it."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("set-up", args=[uid, default_token_generator.make_token(person)])


@receiver(post_save, sender=User)
def end_sessions_of_disabled(instance: User, **options: Any) -> None:
    """Whoever is shut out is signed out everywhere, and stays so when they are let in again."""
    if not instance.is_active:
        end_sessions(instance)


def end_sessions(person: User, but: str = "") -> None:
    """Sign somebody out of every browser `but` that with this key. A session names its owner inside, so each one is
    looked into."""
    running = Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=but)
    ended = [one.pk for one in running.iterator() if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
    Session.objects.filter(pk__in=ended).delete()


def first_admin(username: str = "admin") -> User:
    """The account that configures a new installation, without a password until its link is used."""
    people = get_user_model().objects
    person = people.filter(username=username).first()
    if person is None:
        person = people.create_user(username, is_staff=True)
        person.groups.add(Group.objects.get(name=ADMINS))
    return person
