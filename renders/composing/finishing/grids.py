"""Cutting the picture of a grid into candidates of the colorways that it shows."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from catalog.models import Colorway
from renders.composing.finishing.pictures import NotFinishable, account, finish_in, require_finishable
from renders.composing.shots.planned import artwork_of, colour_of
from renders.contracts import GenerationContract, aspect_ratio
from renders.finishing.steps import CutCell
from renders.models import Render, Shot, ShotSet
from renders.pipeline import tasks
from renders.schedule import Enqueue

# What gutters may take of a cell: it is not smaller than ordered because of them.
_GUTTERS = Fraction(1, 10)


def cut_grid(grid: Render, rows: int, columns: int, colorways: Sequence[Colorway], *, by: User) -> list[Render]:
    """One candidate for each colorway, from left to right and from top to bottom, each in a shot of its own. Where the
    contract says which colours the grid shows, these are in that order.

    Cutting the same grid again gives what is there. Raises `NotFinishable`.
    """
    require_finishable(grid)
    if (ordered := ordered_cells(grid.shot)) and list(colorways) != ordered:
        raise NotFinishable(_("This grid was ordered with other colours, or in another order."))
    if rows * columns != len(colorways):
        message = _("%(columns)s × %(rows)s make %(cells)s pictures, and %(colorways)s colours are chosen.")
        figures = {"columns": columns, "rows": rows, "cells": rows * columns, "colorways": len(colorways)}
        other = _("Choose as many, in the order in which the grid shows them.")
        raise NotFinishable(f"{message % figures} {other}")
    if rows * columns < 2:
        raise NotFinishable(_("A grid has at least two pictures."))
    with transaction.atomic():
        # The set's lock makes one of two clicks wait for the other. no_key: other rows of the set do not wait.
        ShotSet.objects.select_for_update(no_key=True).get(pk=grid.shot_set_id)
        cut = [
            finish_in(shot_of(grid.shot, colorway, rows, columns), grid, (step,), by=by)
            for colorway, step in zip(colorways, steps_of(rows, columns), strict=True)
        ]
        new = tuple(render.pk for render, is_new in cut if is_new)
        tasks.enqueue_on_commit(Enqueue("collect", new))
    return [render for render, _is_new in cut]


def ordered_cells(shot: Shot) -> list[Colorway]:
    """The colours that its picture was ordered to show, in that order; none where the contract does not say it. Raises
    `NotFinishable` where the catalogue has lost one of them."""
    cells = shot.contract.cells
    colorways = {one.sku: one for one in shot.colorway.product.colorways.all()} if cells else {}
    if gone := [one.name for one in cells if one.sku not in colorways]:
        names = ", ".join(gone)
        raise NotFinishable(_("The catalogue has no colour %(names)s of this grid any more.") % {"names": names})
    return [colorways[one.sku] for one in cells]


def steps_of(rows: int, columns: int) -> list[CutCell]:
    return [CutCell(rows=rows, columns=columns, index=index) for index in range(rows * columns)]


def shot_of(grid: Shot, colorway: Colorway, rows: int, columns: int) -> Shot:
    """The shot of a grid's cells in this colorway, made where there is none. The caller has locked the set."""
    if made := grid.shots_of_cells.filter(colorway=colorway).first():
        return made
    last = Shot.objects.filter(shot_set=grid.shot_set_id).aggregate(last=Max("number"))["last"]
    contract = contract_of_cell(grid.contract, colorway, rows, columns)
    return Shot.objects.create(
        shot_set=grid.shot_set,
        number=last + 1,
        code=f"{grid.shot_set.code}-{last + 1}",
        colorway=colorway,
        placement=grid.placement,
        version=grid.version,
        image_model=grid.image_model,
        account=account(),
        contract_json=contract.model_dump(mode="json"),
        contract_digest=contract.digest(),
        price_micros=0,
        cells_of=grid,
    )


def contract_of_cell(grid: GenerationContract, colorway: Colorway, rows: int, columns: int) -> GenerationContract:
    """What was ordered of one cell: the grid's words, in the cell's own colorway, ratio and size."""
    ratio = aspect_ratio(grid.aspect) * Fraction(rows, columns)
    width, height = grid.size()
    edge = int(max(Fraction(width, columns), Fraction(height, rows)) * (1 - _GUTTERS))
    own: dict[str, Any] = {
        "sku": colorway.sku,
        "colorway": colour_of(colorway),
        "variant": colorway.name,
        "aspect": f"{ratio.numerator}:{ratio.denominator}",
        "parameters": {**grid.parameters, "long_edge": max(2, edge)},
        **({"artwork": artwork_of(colorway)} if grid.cells else {}),
    }
    return GenerationContract.from_payload({**grid.without_cells().model_dump(mode="json"), **own})
