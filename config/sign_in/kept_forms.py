"""A form that arrived after its session had ended. It goes to the sign-in page and comes back with the person.

The page carries it, signed, so that nothing is stored for somebody who is not signed in.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

SALT = "kept form"
IN_SESSION = "kept_form"
SECONDS = 8 * 3600
MAX_CHARACTERS = 200_000


@dataclass(frozen=True)
class KeptForm:
    """Where it was sent, the page it stood on, its fields with their values, and names of files to choose again."""

    address: str
    page: str
    fields: list[list[Any]]
    files: list[str]

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """The form of this request; None when nothing was typed, or too much to carry."""
        fields = [[name, values] for name, values in request.POST.lists() if is_kept(name)]
        size = sum(len(name) + sum(map(len, values)) for name, values in fields)
        if not fields or size > MAX_CHARACTERS:
            return None
        files = [file.name or name for name, each in request.FILES.lists() for file in each]
        return cls(request.get_full_path(), page_of(request), fields, files)

    @classmethod
    def read(cls, signed: str) -> Self | None:
        """What `signed` wrote; None for anything else."""
        try:
            return cls(**signing.loads(signed, salt=SALT, max_age=SECONDS))
        except (signing.BadSignature, TypeError):
            return None

    @classmethod
    def taken_from(cls, session: Any) -> Self | None:
        """The form that came through sign-in, once."""
        stored = session.pop(IN_SESSION, None) if IN_SESSION in session else None
        return cls(**stored) if stored else None

    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    def put_into(self, session: Any) -> None:
        session[IN_SESSION] = asdict(self)

    @property
    def values(self) -> list[tuple[str, str]]:
        """Every name with each of its values."""
        return [(name, value) for name, values in self.fields for value in values]


def is_kept(name: str) -> bool:
    """Not the token, which is of the old session, no password, and no customer's name, which no session may hold."""
    return name != "csrfmiddlewaretoken" and "password" not in name and not name.startswith("customer_")


def page_of(request: HttpRequest) -> str:
    """The page of ours on which the form stood; the front page where the browser does not say."""
    htmx = getattr(request, "htmx", None)
    sent = (htmx.current_url if htmx else None) or request.headers.get("Referer", "")
    parts = urlsplit(sent)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    is_ours = parts.netloc == request.get_host() and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else "/"
