"""Pictures that are compared: stages that move together, or one picture over another."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from renders.views.shots.grid.cell import Cell
from renders.views.stages import Stage

AnyPicture = TypeVar("AnyPicture", bound="ComparedPicture")
# One picture lies over another one, and two blink.
PAIR = 2


@dataclass(frozen=True)
class ComparedPicture:
    """One of them. `label` is what the seam calls it."""

    stage: Stage
    label: str
    # Its candidate in the grid of the shot, where it can be marked.
    cell: Cell | None = field(default=None, kw_only=True)

    @property
    def name(self) -> str:
        return self.stage.name


@dataclass(frozen=True)
class Compared(Generic[AnyPicture]):
    """One to four of them beside each other. Two may lie one over the other, with a seam that moves.

    `other_view` is the address of the same pictures in the other one of these two views.
    """

    pictures: Sequence[AnyPicture]
    # One over the other was asked for.
    is_over: bool
    other_view: str

    @property
    def is_pair(self) -> bool:
        return len(self.pictures) == PAIR

    @property
    def lies_over(self) -> bool:
        return self.is_over and self.is_pair

    @property
    def has_marks(self) -> bool:
        """One over the other, nobody would see whose marks they are."""
        return not self.lies_over and any(picture.stage.marks for picture in self.pictures)

    @property
    def beside(self) -> Sequence[AnyPicture]:
        """In a pair, the second one also lies over the first, unseen until it blinks."""
        if not self.is_pair:
            return self.pictures
        first, second = self.pictures
        over = replace(second.stage.picture, text="")
        return [replace(first, stage=replace(first.stage, over=over)), second]

    @property
    def stage_over(self) -> Stage:
        """The first picture with the second one over it."""
        under, over = (picture.stage for picture in self.pictures)
        return replace(under, id="stage-over", over=over.picture, marks=())
