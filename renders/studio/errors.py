"""The one error of the studio."""


class StudioError(Exception):
    """What was handed over cannot be drawn; the message is a sentence for a person."""
