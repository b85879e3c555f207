"""Numbers out of addresses and forms, where anything may stand."""

from catalog.text import whole_number


def parse_number(text: str | None) -> int:
    """A row's number; 0, which no row has, for anything else."""
    return whole_number(text) or 0
