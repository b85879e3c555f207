"""Every address of the site, with one of its parts replaced."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>|\(\?P<(?P<regex>\w+)>[^)]*\)")
# Longer than Python converts to a number.
LONGEST = "9" * 5_000
NUMBERS = ["0", "-1", str(2**31), str(2**63), str(2**64), "9" * 30, LONGEST, "1e3", "1.0", "٣", "²", "0x1", " 1"]
TEXTS = [
    "none",
    "\x00",
    "a\x00b",
    "'",
    "<script>",
    "é" * 300,
    "%",
    "..",
    "../../etc/passwd",
    "\ud800",
    "\u202e",
    "\r\n",
]
HOSTILE = [*NUMBERS, *TEXTS]


def routes(resolver: URLResolver | None = None, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of each named address, as `sets/<slug:code>/`."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}", route


def parameters(route: str) -> int:
    """How many parts of an address of this route differ from row to row."""
    return len(PARAMETER.findall(route))


def filled(route: str, values: list[object]) -> str:
    """The address with these values, quoted as a browser or a program would send them."""
    parts = iter(values)
    return "/" + PARAMETER.sub(lambda match: quoted(str(next(parts))), route)


def quoted(text: str) -> str:
    """Percent-encoded; a lone surrogate becomes the bytes that no text is."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="/")
