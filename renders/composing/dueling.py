"""Opening a blind duel: both prompts in one preview set, or the ready pictures there are."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models import Colorway, Placement, PromptVersion
from catalog.refusals import Refusal
from renders.composing.availability import default_model_for
from renders.composing.launching import launch
from renders.composing.plans import Plan, plan
from renders.models import Duel, Render, Shot, ShotSet
from renders.models.duels import open_duel
from renders.models.refused_orders import refusal_notified
from renders.models.removals import locked

MAX_SHOTS_SEARCHED = 200


class DuelAlreadyOpen(Refusal):
    """These two versions are in a duel already: `duel`. Nothing was ordered."""

    def __init__(self, duel: Duel | None) -> None:
        super().__init__(_("A duel of these two versions is open already. Nothing was ordered."))
        self.duel = duel


class PicturesGone(Refusal):
    """Retention removed one of them since they were offered. Nothing was opened."""


@dataclass(frozen=True)
class DuelTerms:
    """Which versions are compared, where, and what was agreed before anybody voted."""

    challenger: PromptVersion
    champion: PromptVersion
    placement: Placement
    win_rate_needed: int = Duel.WIN_RATE_NEEDED
    minimum_votes: int = Duel.MINIMUM_VOTES
    judges_wanted: int = Duel.JUDGES

    @property
    def versions(self) -> tuple[PromptVersion, PromptVersion]:
        """The challenger, then the champion."""
        return self.challenger, self.champion


def duel_plans(terms: DuelTerms, colorways: Sequence[Colorway], count: int | None, by: User) -> list[Plan]:
    """What each of the two would order: the same products and numbers of candidates. Writes nothing."""
    return [
        plan(
            colorways=colorways,
            placement=terms.placement,
            version=version,
            image_model=default_model_for(version, terms.placement),
            count=count,
            kind=ShotSet.Kind.PREVIEW,
            by=by,
        )
        for version in terms.versions
    ]


def order_duel(terms: DuelTerms, plans: Sequence[Plan], *, by: User, token: UUID) -> Duel:
    """Order both prompts in one preview set, where candidate n has the same seed everywhere, and open the duel.

    A second click gets the first one's duel. Raises what `launch` raises, and `DuelAlreadyOpen`.
    """
    try:
        with refusal_notified(by), transaction.atomic():
            note = _("Duel: %(challenger)s against %(champion)s") % {
                "challenger": terms.challenger,
                "champion": terms.champion,
            }
            shot_set = launch(*plans, by=by, token=token, note=note)
            existing = Duel.objects.filter(shot_set=shot_set).first()
            return existing or open_duel(_pairs_of(terms, shot_set), shot_set=shot_set, **_fields(terms, by))
    except IntegrityError:
        raise DuelAlreadyOpen(open_between(terms)) from None


def open_ready_duel(terms: DuelTerms, pairs: Sequence[tuple[Render, Render]], *, by: User) -> Duel:
    """Open the duel on pictures that are ready already; nothing is ordered. Raises `DuelAlreadyOpen` or
    `PicturesGone`."""
    try:
        with transaction.atomic():
            if not all(render.is_ready for render in locked(chain.from_iterable(pairs))):
                raise PicturesGone(
                    _("One of these pictures was removed a moment ago. Nothing was opened: begin again.")
                )
            return open_duel(pairs, **_fields(terms, by))
    except IntegrityError:
        raise DuelAlreadyOpen(open_between(terms)) from None


def ready_pairs(terms: DuelTerms) -> list[tuple[Render, Render]]:
    """Ready candidates of both, product by product: each version's latest preview of a colorway, one candidate after
    another."""
    previews = Shot.objects.filter(shot_set__kind=ShotSet.Kind.PREVIEW, placement=terms.placement)
    shots = previews.filter(version__in=terms.versions)
    latest = {(shot.colorway_id, shot.version_id): shot for shot in shots.order_by("-pk")[:MAX_SHOTS_SEARCHED][::-1]}
    return _matched(terms, latest.values())


def open_between(terms: DuelTerms) -> Duel | None:
    """The duel of these two that still waits for votes."""
    challenger, champion = terms.versions
    return Duel.objects.open().filter(challenger=challenger, champion=champion, placement=terms.placement).first()


def _pairs_of(terms: DuelTerms, shot_set: ShotSet) -> list[tuple[Render, Render]]:
    return _matched(terms, shot_set.shots.all(), only_ready=False)


def _matched(terms: DuelTerms, shots: Iterable[Shot], *, only_ready: bool = True) -> list[tuple[Render, Render]]:
    renders = (
        Render.objects.from_orders().filter(shot__in=list(shots)).select_related("shot__colorway").order_by("number")
    )
    if only_ready:
        renders = renders.ready()
    sides: dict[int, dict[int, list[Render]]] = defaultdict(lambda: defaultdict(list))
    for render in renders:
        sides[render.shot.colorway_id][render.shot.version_id].append(render)
    challenger, champion = (version.pk for version in terms.versions)
    return list(chain.from_iterable(zip(both[challenger], both[champion], strict=False) for both in sides.values()))


def _fields(terms: DuelTerms, by: User) -> dict[str, Any]:
    return {**vars(terms), "opened_by": by, "seed": secrets.randbelow(2**31)}
