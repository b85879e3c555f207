"""Candidates of one shot and the real product beside each other, or one over the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from catalog.models import Artwork
from catalog.pictures.artwork_files import LARGE_PREVIEW_EDGE
from catalog.text import whole_number
from config.permissions import VIEW_WORK, needs
from renders.models import Render, Shot
from renders.views.access import PersonRequest
from renders.views.compared import PAIR, Compared, ComparedPicture
from renders.views.shots.grid.cell import Cell
from renders.views.shots.grid.responses import grid_context
from renders.views.shots.grid.view_model import MAX_NUMBER, Grid
from renders.views.stages import Stage, StagePicture, marks_of

MOST = 4


@dataclass(frozen=True)
class ComparedInShot(ComparedPicture):
    """A candidate of the shot, or the real product, which has no cell."""

    @classmethod
    def of_candidate(cls, shot: Shot, cell: Cell) -> Self:
        picture = replace(StagePicture.of_render(cell.render, cell.name), first="")
        marks = marks_of(cell.findings, cell.render, cell.render.contract.prompt)
        stage = Stage(f"stage-{cell.number}", shot.code, shot.aspect, cell.name, picture, marks=marks)
        return cls(stage, str(cell.number), cell=cell)

    @classmethod
    def of_product(cls, shot: Shot, artwork: Artwork) -> Self:
        name = _("The product: %(kind)s, %(view)s") % {
            "kind": artwork.get_kind_display().lower(),
            "view": artwork.get_view_display().lower(),
        }
        source = reverse("artwork.file.large", args=[artwork.sha256])
        scale = min(1, LARGE_PREVIEW_EDGE / max(artwork.width, artwork.height))
        picture = StagePicture(source, round(artwork.width * scale), round(artwork.height * scale), name)
        return cls(Stage("stage-product", shot.code, shot.aspect, name, picture), _("Product"))


@dataclass(frozen=True)
class Comparison:
    """What is compared: the real product first where it was asked for, then candidates in the order asked for. Keys
    change the last one."""

    grid: Grid
    numbers: Sequence[int]
    # One picture lies over another one, with a seam that moves.
    is_over: bool = False
    # The real product is among them.
    has_product: bool = False

    @classmethod
    def of(cls, grid: Grid, asked: QueryDict) -> Self:
        """Of what was asked for, the first candidates that have a picture."""
        wanted = dict.fromkeys(whole_number(one, maximum=MAX_NUMBER) for one in asked.getlist("c"))
        with_picture = {cell.number for cell in grid.cells if cell.render.has_picture}
        has_product = "product" in asked and grid.product_artwork is not None
        numbers = [number for number in wanted if number in with_picture][: MOST - has_product]
        return cls(grid, numbers, "over" in asked.getlist("view"), has_product)

    @classmethod
    def beside(cls, grid: Grid, number: int) -> Self:
        """This candidate beside the baseline, else the pick, else the next; by itself where there is no other."""
        others = [cell for cell in grid.cells if cell.render.has_picture and cell.number != number]
        others.sort(key=lambda cell: (not cell.is_baseline, not cell.is_pick, cell.number < number, cell.number))
        return cls(grid, [number, *(cell.number for cell in others[:1])])

    @cached_property
    def offered(self) -> list[Cell]:
        """The candidates that can be compared."""
        return [cell for cell in self.grid.cells if cell.render.has_picture]

    @property
    def choices(self) -> list[Cell]:
        """What can be ticked, with dropped ones behind the others."""
        return sorted(self.offered, key=lambda cell: cell.render.mark == Render.Mark.DROP)

    @cached_property
    def ticked(self) -> Sequence[int]:
        """The numbers that are ticked: what is compared, or the first starred ones before anything is."""
        starred = [cell.number for cell in self.offered if cell.render.mark == Render.Mark.STAR]
        return self.numbers or starred[:MOST]

    @cached_property
    def pictures(self) -> list[ComparedInShot]:
        """What is compared; nothing before there are two."""
        by_number = {cell.number: cell for cell in self.offered}
        shot, artwork = self.grid.shot, self.grid.product_artwork
        found = [ComparedInShot.of_product(shot, artwork)] if self.has_product and artwork else []
        found += [ComparedInShot.of_candidate(shot, by_number[number]) for number in self.numbers]
        return found if len(found) >= PAIR else []

    @property
    def title(self) -> str:
        """ "Candidates 1, 3", "Candidate 3 and the product"."""
        if not self.pictures:
            return _("Compare candidates")
        numbers, count = ", ".join(map(str, self.numbers)), len(self.numbers)
        title = ngettext("Candidate %(numbers)s", "Candidates %(numbers)s", count) % {"numbers": numbers}
        return _("%(candidates)s and the product") % {"candidates": title} if self.has_product else title

    @property
    def compared(self) -> Compared[ComparedInShot]:
        lies_over = self.is_over and len(self.pictures) == PAIR
        return Compared(self.pictures, self.is_over, replace(self, is_over=not lies_over).address)

    @property
    def address(self) -> str:
        """Of this page: what is compared, and how."""
        asked: list[tuple[str, object]] = [("c", number) for number in self.numbers]
        asked += [("product", "yes")] * self.has_product + [("view", "over")] * self.is_over
        return f"{reverse('shots.compare', args=[self.grid.shot.code])}?{urlencode(asked)}"

    @property
    def with_or_without_product(self) -> str:
        """The address with the real product among the pictures, or without it; empty where nobody knows it."""
        if not self.grid.product_artwork or len(self.numbers) == MOST:
            return ""
        return replace(self, has_product=not self.has_product).address

    @property
    def previous(self) -> str:
        """The address with the candidate before the last one in its place; empty where there is none."""
        return self._with_last(self._others[: self._place][::-1])

    @property
    def following(self) -> str:
        """The address with the candidate after the last one in its place; empty where there is none."""
        return self._with_last(self._others[self._place :])

    @cached_property
    def _others(self) -> list[int]:
        return [cell.number for cell in self.offered if cell.number not in self.numbers]

    @property
    def _place(self) -> int:
        return sum(number < self.numbers[-1] for number in self._others)

    def _with_last(self, numbers: Sequence[int]) -> str:
        return replace(self, numbers=[*self.numbers[:-1], numbers[0]]).address if numbers else ""


@require_safe
@needs(VIEW_WORK)
def compare(request: PersonRequest, code: str) -> HttpResponse:
    """Two to four candidates `?c=1&c=3`; with fewer, what can be compared."""
    grid = Grid.of(code, request.user)
    comparison = Comparison.of(grid, request.GET)
    context = {**grid_context(grid), "comparison": comparison, "compared": comparison.compared, "view": "compare"}
    return TemplateResponse(request, "renders/shots/compare.html", context)
