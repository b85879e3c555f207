"""What can go wrong on the way out, named by what the caller then knows."""


class OutboundError(Exception):
    """Base: one sentence that may be shown and logged."""


class NotSent(OutboundError):
    """Proof that nothing was asked: there was no connection, or it ended before the first byte."""


class NoAnswer(OutboundError):
    """Bytes left and no whole answer came back: what became of the request is unknown."""


class BadAnswer(OutboundError):
    """The answer cannot be used: no JSON, wrongly compressed, or an error status instead of a file."""


class TooLarge(BadAnswer):
    """The answer is longer than allowed."""


class Forbidden(OutboundError):
    """We do not speak to that address; nothing was sent to it."""


class Gone(OutboundError):
    """There is nothing at the address of a file (any more): 403, 404 or 410."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status
