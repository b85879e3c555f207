"""What runs inside the installation for the other parts: people sign in, pictures come into review."""

from django.contrib.auth.models import User
from django.test import Client

from renders.models import Latency, Render
from tests.factories import make_person, make_review


def sign_in(count: int) -> list[str]:
    """The sessions of so many new reviewers."""
    return [session_of(make_person(group="Reviewers")) for _ in range(count)]


def sign_in_marketer() -> str:
    return session_of(User.objects.get(username="maya"))


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return str(client.cookies["session"].value)


def submit_pictures() -> list[int]:
    """Submit the first picture that the studio drew of each shot; the reviews."""
    drawn = Render.objects.filter(account__provider="lightbox", state=Render.State.READY, number=1)
    return [make_review(render).pk for render in drawn.select_related("shot__shot_set__launched_by")]


def forget_usual_times() -> None:
    """What pictures take is learned anew, as for a vendor who is new."""
    Latency.objects.all().delete()
