"""Pages as a reader sees them."""

from django.http import HttpResponse


def flat(response: HttpResponse) -> str:
    """The markup with every run of white space as one space, as browsers show it."""
    return " ".join(response.content.decode().split())
