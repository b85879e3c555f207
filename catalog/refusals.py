"""The base of every exception that tells a person why something cannot be done."""

from http import HTTPStatus
from typing import ClassVar


class Refusal(Exception):
    """Nothing was changed. The text is one or more sentences for the person who asked: why, and what to do next.

    A subclass names the reason and carries what its callers need as attributes; nobody reads the text to decide.
    A refusal that no view catches is answered with `status` by `config.middleware.pages.RefusalMiddleware`.
    """

    # 409: the rows are not in a state that allows it. Use 422 where what was entered can never be accepted.
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
