"""Numbers out of addresses and forms, where anything may stand."""

MAX_DIGITS = 18  # every such number is one that the database can hold


def parse_number(text: str | None) -> int:
    """A whole number; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0
