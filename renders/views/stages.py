"""What a page draws on a stage: a picture as large as the window allows, with numbered marks over it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeVar

import numpy as np
from django.urls import reverse

from renders.models import Render
from renders.models.findings import FindingFields
from renders.quality import CoarseMask, requested_light
from renders.templatetags.parts import thumbnail

AnyFinding = TypeVar("AnyFinding", bound=FindingFields)
# Where the arrow of a shadow lies in the box of its product, and how long it is, as shares of the box.
ARROW_LEVEL, ARROW_LENGTH, ARROW_HEAD = 0.85, 0.4, 0.08
# Where the bubble of a pin turns, and its letter from the spot, in CSS pixels.
MIDDLE = 0.5
LETTER_X, LETTER_Y = 17, 19


@dataclass(frozen=True)
class StagePicture:
    """`zoom` is where every pixel is, `first` where a small picture is that shows at once; either may be empty."""

    source: str
    width: int
    height: int
    text: str
    zoom: str = ""
    first: str = ""

    @classmethod
    def of_render(cls, render: Render, text: str) -> Self:
        if render.picture_removed_at:
            return cls(thumbnail(render.pk, 320), render.width or 1, render.height or 1, text)
        source, zoom = (reverse("shots.renditions", args=[render.pk, spec]) for spec in ("view-1280", "zoom"))
        return cls(source, render.width or 1, render.height or 1, text, zoom, thumbnail(render.pk, 640))


@dataclass(frozen=True)
class Mark:
    """Where a finding is, in pixels of the picture: a box, an area or an arrow. `number` is the one in the list.

    `shift` keeps the numbers of places with one corner beside each other.
    """

    number: int
    x: int
    y: int
    width: int
    height: int
    area: str = ""
    arrow: str = ""
    shift: int = 0


@dataclass(frozen=True)
class Pin:
    """The spot of a comment, in shares of the picture. Its bubble lies towards the middle, so that no edge cuts it."""

    id: str
    letter: str
    x: float
    y: float
    # Of the thread in the list.
    href: str

    @property
    def left(self) -> str:
        return f"{self.x:.2%}"

    @property
    def top(self) -> str:
        return f"{self.y:.2%}"

    @property
    def across(self) -> int:
        """1 where the bubble lies to the right of the spot, -1 to the left."""
        return 1 if self.x < MIDDLE else -1

    @property
    def down(self) -> int:
        """1 where the bubble lies below the spot, -1 above."""
        return 1 if self.y < MIDDLE else -1

    @property
    def letter_x(self) -> int:
        return self.across * LETTER_X

    @property
    def letter_y(self) -> int:
        return self.down * LETTER_Y


@dataclass(frozen=True)
class Stage:
    """`row` names the pictures that are looked at in one go: zoom, place and backdrop stay within it."""

    id: str
    row: str
    aspect: str
    name: str
    picture: StagePicture
    over: StagePicture | None = None
    marks: Sequence[Mark] = ()
    pins: Sequence[Pin] = ()
    # Whether a comment can be pinned here.
    takes_pins: bool = False

    @property
    def marked_numbers(self) -> set[int]:
        return {mark.number for mark in self.marks}


def serious(findings: Iterable[AnyFinding]) -> list[AnyFinding]:
    """What inspection has against a picture: these are numbered, in lists and on pictures alike."""
    return [one for one in findings if one.severity not in FindingFields.HARMLESS]


def marks_of(findings: Iterable[FindingFields], render: Render, prompt: str) -> list[Mark]:
    """The places of the serious ones among these findings; none for what is about the whole picture."""
    corners: Counter[tuple[int, int]] = Counter()
    marks = []
    for number, finding in enumerate(serious(findings), 1):
        mark = _mark(number, finding, render, prompt)
        if mark:
            marks.append(replace(mark, shift=corners[mark.x, mark.y]))
            corners[mark.x, mark.y] += 1
    return marks


def _mark(number: int, finding: FindingFields, render: Render, prompt: str) -> Mark | None:
    if not render.width or not render.height:
        return None
    if finding.mask:
        stored = finding.mask
        mask = CoarseMask(stored["width"], stored["height"], bytes.fromhex(stored["bits"]))
        return _area(number, mask, render.width, render.height)
    if not finding.box:
        return None
    mark = _box(number, finding.box, render.width, render.height)
    light = requested_light(prompt) if finding.check_name == "shadow_wrong_side" else None
    # A shadow on the wrong side falls to where the light was to come from.
    return replace(mark, arrow=_arrow(mark, towards=1 if light == "right" else -1)) if light else mark


def _box(number: int, box: Sequence[float], width: int, height: int) -> Mark:
    left, top, right, bottom = box
    size = round((right - left) * width), round((bottom - top) * height)
    return Mark(number, round(left * width), round(top * height), *size)


def _area(number: int, mask: CoarseMask, width: int, height: int) -> Mark | None:
    """Its cells as one path, a rectangle a run of a row."""
    cells = mask.cells()
    if not cells.any():
        return None
    wide, high = width / mask.width, height / mask.height
    runs = (
        f"M{start * wide:.0f} {row * high:.0f}h{(end - start) * wide:.0f}v{high:.0f}h{(start - end) * wide:.0f}z"
        for row, start, end in mask.runs()
    )
    rows, columns = np.flatnonzero(cells.any(axis=1)), np.flatnonzero(cells.any(axis=0))
    box = [columns[0] / mask.width, rows[0] / mask.height]
    box += [(columns[-1] + 1) / mask.width, (rows[-1] + 1) / mask.height]
    return replace(_box(number, box, width, height), area="".join(runs))


def _arrow(mark: Mark, *, towards: int) -> str:
    middle, level = mark.x + mark.width / 2, mark.y + mark.height * ARROW_LEVEL
    along, head = towards * mark.width * ARROW_LENGTH, towards * mark.width * ARROW_HEAD
    shaft = f"M{middle:.0f} {level:.0f}h{along:.0f}"
    return f"{shaft}l{-head:.0f} {-abs(head):.0f}m{head:.0f} {abs(head):.0f}l{-head:.0f} {abs(head):.0f}"
