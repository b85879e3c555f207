"""Why somebody who came back from the provider is not signed in, and what the page says."""

from enum import Enum
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Why(Enum):
    """Status, title and text of the page. `%(provider)s` is what people call the provider."""

    status: HTTPStatus
    title: str | Promise
    text: str | Promise

    UNAVAILABLE = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        gettext_lazy("%(provider)s does not answer"),
        gettext_lazy("Nothing was changed. Try again in a minute; if it stays like this, tell an admin of your team."),
    )
    CANCELLED = (
        HTTPStatus.FORBIDDEN,
        gettext_lazy("%(provider)s did not let you in"),
        gettext_lazy("The sign-in was cancelled or refused there. Try again, or ask whoever runs %(provider)s."),
    )
    LOST = (
        HTTPStatus.BAD_REQUEST,
        gettext_lazy("This sign-in is over"),
        gettext_lazy("It took more than ten minutes, was used already, or began in another browser. Begin again."),
    )
    UNTRUSTED = (
        HTTPStatus.FORBIDDEN,
        gettext_lazy("The answer of %(provider)s cannot be trusted"),
        gettext_lazy(
            "It does not prove who you are, so you are not signed in. Begin again; tell an admin if it happens twice."
        ),
    )
    NO_ROLE = (
        HTTPStatus.FORBIDDEN,
        gettext_lazy("Your account has no role in Packshot"),
        gettext_lazy(
            "%(provider)s knows you, and none of your groups there has a role here. Ask an admin of your team for one."
        ),
    )
    SHUT_OUT = (
        HTTPStatus.FORBIDDEN,
        gettext_lazy("Your account is shut out"),
        gettext_lazy("An admin of your team has closed it in Packshot. Ask them to open it again."),
    )
    NOT_LINKED = (
        HTTPStatus.FORBIDDEN,
        gettext_lazy("There is an account with your e-mail address already"),
        gettext_lazy(
            "It is not linked with %(provider)s, so it stays closed this way. Ask an admin of your team to link it."
        ),
    )

    def __init__(self, status: HTTPStatus, title: str | Promise, text: str | Promise) -> None:
        self.status, self.title, self.text = status, title, text


class NotSignedIn(Exception):
    """`person` is the account that it was about, `note` what the audit log keeps; without one it keeps nothing."""

    def __init__(self, why: Why, note: str = "", person: User | None = None) -> None:
        super().__init__(note or why.name)
        self.why, self.note, self.person = why, note, person

    def words(self, provider: str) -> dict[str, Any]:
        values = {"provider": provider}
        return {"title": str(self.why.title) % values, "text": str(self.why.text) % values}
