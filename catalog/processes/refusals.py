"""Why work in a child process was not done."""

from http import HTTPStatus

from catalog.refusals import Refusal
from catalog.texts import gettext as _


class TooManyWaiting(Refusal):
    """As many as may wait for a child process wait already, or the wait was too long."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(_("Many pictures are being worked on just now. Nothing was saved. Try again in a minute."))


class WorkStopped(Refusal):
    """The child process was ended before it answered. What it should have made does not exist."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class OutOfMemory(WorkStopped):
    def __init__(self) -> None:
        super().__init__(
            _("The picture needs more memory than one picture may use. Save it smaller, or with 8 bits a channel.")
        )


class OutOfTime(WorkStopped):
    def __init__(self) -> None:
        super().__init__(_("The picture takes too long to read. Save it anew or smaller, then try again."))


class ChildDied(WorkStopped):
    """It crashed or somebody ended it; the next one may well succeed."""

    def __init__(self) -> None:
        super().__init__(
            _("Working on the picture stopped half-way. Try again; if it happens twice, save the file anew.")
        )
