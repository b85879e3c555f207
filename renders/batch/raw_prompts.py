"""A raw prompt of a program as a set with one picture: planned, priced and budgeted as the rows of a file are.

It is drawn with the batch's own template, under one SKU for all programs. The set names the token that ordered it; that
keeps its picture from being reviewed, published or followed by variants.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError

from catalog.models import ImageModel
from renders import composing
from renders.batch.planning import SAVED_MEANWHILE, build, catalogue_of, disallowed
from renders.batch.rows import BatchRow
from renders.composing import PictureRow, plan_pictures
from renders.models import ApiToken, ShotSet

SKU = "api-tasks"
# How often the rows that all tasks share are looked for while others make them at the same moment.
TRIES = 5


@dataclass(frozen=True)
class RawPrompt:
    """What a program asks for."""

    prompt: str
    aspect: str
    image_model: ImageModel
    parameters: Mapping[str, str]

    @property
    def row(self) -> BatchRow:
        return BatchRow(1, SKU, self.prompt, self.aspect)


def launch_raw_prompt(asked: RawPrompt, *, token: ApiToken, launch_token: UUID) -> ShotSet:
    """The set with this one picture; the same launch token gets the first one's. Raises `composing.NotLaunchable`,
    `OverBudget`, or `composing.TokenAlreadyUsed`."""
    by = token.person
    refuse_disallowed(asked, by)
    catalogue = catalogue_of([asked.row], asked.parameters)
    for _again in range(TRIES):
        try:
            build(catalogue, by)
        except IntegrityError:
            catalogue = catalogue_of([asked.row], asked.parameters)
        else:
            break
    else:
        raise composing.NotLaunchable([composing.Problem("model", SAVED_MEANWHILE)])
    picture = PictureRow(catalogue.colorways[SKU], catalogue.placements[asked.aspect], asked.prompt)
    plan = plan_pictures([picture], catalogue.version, asked.image_model, by)
    return composing.launch(plan, by=by, token=launch_token, note="API", task_token=token)


def refuse_disallowed(asked: RawPrompt, by: User) -> None:
    """Raises `composing.NotLaunchable` where no placement in use lets this model draw the ratio."""
    if refused := disallowed([asked.row], asked.image_model, by):
        raise composing.NotLaunchable([composing.Problem("model", refused[SKU])])
