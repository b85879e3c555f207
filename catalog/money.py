"""Money: whole micro-dollars in rows and in code, dollars for people."""

from decimal import Decimal

MICROS = 1_000_000


def dollars(micros: int, *, separator: str = "") -> str:
    """At least two decimals, and no more than needed: 5000 is "0.005", 1200000 is "1.20".

    `separator` stands between thousands. The sign of a negative amount is a hyphen.
    """
    whole, _, cents = f"{Decimal(micros) / MICROS:{separator}.6f}".partition(".")
    return f"{whole}.{cents[:2]}{cents[2:].rstrip('0')}"
