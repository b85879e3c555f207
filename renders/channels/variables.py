"""The environment's variables of one channel."""

from django.conf import settings


def variable(kind: str, code: str, name: str) -> str:
    """The value of CHANNEL_<CODE>_<NAME>; empty when it is not set.

    The channel whose code is its kind is the first of its kind and may use <KIND>_<NAME>, as in SHOPIFY_KEY, or <NAME>
    where that begins with a maker's name, as in WORDPRESS_USER. Another shop never falls back to that: it would publish
    to the wrong one.
    """
    return read(f"CHANNEL_{code}_{name}") or (read(f"{kind}_{name}") or read(name) if code == kind else "")


def read(name: str) -> str:
    """A variable of channels, in any case and with "-" for "_". Variables of anything else are out of reach."""
    value = settings.CHANNEL_VARIABLES.get(name.upper().replace("-", "_"))
    return value.get_secret_value().strip() if value else ""
