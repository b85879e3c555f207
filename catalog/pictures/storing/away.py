"""A store that does not do its part just now."""

from http import HTTPStatus

from catalog.refusals import Refusal


class StoreAway(Refusal):
    """The store cannot be reached or refuses, so nobody knows whether it has the file. Whoever needs it tries again;
    only `FileNotFoundError` says that a file is missing."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
