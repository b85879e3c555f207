"""What files a kind of channel takes at most."""

from dataclasses import dataclass
from typing import get_args

from renders.finishing.media_types import Format


@dataclass(frozen=True)
class FileLimits:
    """What a kind of channel takes at most. The settings of one channel may ask for less, never for more."""

    formats: tuple[Format, ...] = get_args(Format)  # the first stands in for one that the kind does not take
    max_bytes: int | None = None
    long_edge: int | None = None


ANY_FILE = FileLimits()
