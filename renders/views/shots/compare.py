"""Candidates of one shot beside each other, or one over the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.text import whole_number
from config.permissions import VIEW_WORK, needs
from renders.views.access import PersonRequest
from renders.views.shots.cell import Cell
from renders.views.shots.grid import MAX_NUMBER, Grid
from renders.views.shots.grid_responses import grid_context

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Comparison:
    """The candidates that are compared, in the order in which they were asked for; the last one is changed by keys."""

    grid: Grid
    numbers: Sequence[int]
    # One picture lies over another one, with a seam that moves.
    is_over: bool = False

    @classmethod
    def of(cls, grid: Grid, asked: Sequence[str], view: str) -> "Comparison":
        """Of what was asked for, the first candidates that have a picture."""
        wanted = dict.fromkeys(whole_number(one, maximum=MAX_NUMBER) for one in asked)
        with_picture = {cell.number for cell in grid.cells if cell.render.has_picture}
        numbers = [number for number in wanted if number in with_picture][:MOST]
        return cls(grid, numbers, is_over=view == "over" and len(numbers) == FEWEST)

    @classmethod
    def beside(cls, grid: Grid, number: int) -> "Comparison":
        """This candidate beside the baseline, else the chosen one, else the next; by itself where there is no other."""
        others = [cell for cell in grid.cells if cell.render.has_picture and cell.number != number]
        others.sort(key=lambda cell: (not cell.is_baseline, not cell.is_pick, cell.number < number, cell.number))
        return cls(grid, [number, *(cell.number for cell in others[:1])])

    @cached_property
    def offered(self) -> list[Cell]:
        """The candidates that can be compared."""
        return [cell for cell in self.grid.cells if cell.render.has_picture]

    @cached_property
    def cells(self) -> list[Cell]:
        """Those that are compared; none before there are two."""
        by_number = {cell.number: cell for cell in self.offered}
        return [by_number[number] for number in self.numbers] if len(self.numbers) >= FEWEST else []

    @property
    def title(self) -> str:
        """ "Candidates 1, 3, 4"."""
        if not self.cells:
            return _("Compare candidates")
        return _("Candidates %(numbers)s") % {"numbers": ", ".join(map(str, self.numbers))}

    @property
    def may_overlay(self) -> bool:
        """Whether one can lie over the other: there are two."""
        return len(self.cells) == FEWEST

    @property
    def address(self) -> str:
        """Of this page: what is compared, and how."""
        asked = [("c", number) for number in self.numbers] + ([("view", "over")] if self.is_over else [])
        return f"{reverse('shots.compare', args=[self.grid.shot.code])}?{urlencode(asked)}"

    @property
    def other_view(self) -> str:
        """The address of the same candidates beside each other, or one over the other."""
        return replace(self, is_over=not self.is_over).address

    @property
    def previous(self) -> str:
        """The address with the candidate before the last one in its place; empty where there is none."""
        return self._with_last(reversed(self._others[: self._place]))

    @property
    def following(self) -> str:
        """The address with the candidate after the last one in its place; empty where there is none."""
        return self._with_last(iter(self._others[self._place :]))

    @cached_property
    def _others(self) -> list[int]:
        return [cell.number for cell in self.offered if cell.number not in self.numbers]

    @property
    def _place(self) -> int:
        return sum(number < self.numbers[-1] for number in self._others)

    def _with_last(self, numbers: Iterator[int]) -> str:
        number = next(numbers, None)
        return "" if number is None else replace(self, numbers=[*self.numbers[:-1], number]).address


@require_safe
@needs(VIEW_WORK)
def compare(request: PersonRequest, code: str) -> HttpResponse:
    """Two to four candidates `?c=1&c=3`; with fewer, what can be compared."""
    grid = Grid.of(code, request.user)
    comparison = Comparison.of(grid, request.GET.getlist("c"), request.GET.get("view", ""))
    context = {**grid_context(grid), "comparison": comparison, "view": "compare"}
    return TemplateResponse(request, "renders/shots/compare.html", context)
