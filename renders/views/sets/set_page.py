"""The page of one shot set: its totals, and one page of its shots."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Aggregate, Count, Min, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from config.caching.addresses import address_of
from config.caching.compiled_queries import compiled
from config.permissions import LAUNCH
from renders.composing import Outlook
from renders.composing.obstacles import Obstacle, doubts
from renders.composing.outlook import outlook_of_set, parts_of_sets, with_outlook
from renders.composing.production.holding import holds_of
from renders.insights.likeness.set_looks import OddPicture, odd_pictures
from renders.models import Decision, LedgerEntry, Render, Review, Shot, ShotSet
from renders.models.renders import HAS_PICTURE
from renders.quality import LEAST_PICTURES
from renders.views.refusals import ShownRefusals, shown_refusals
from renders.views.render_counts import RenderCounts, counts_of_sets
from renders.views.revisions import Revision
from renders.views.sets.set_rows import MAX_THUMBNAILS
from renders.views.sets.stop_effect import StopEffect

# As many as make a page of less than 100 KB.
SHOTS_PER_PAGE = 40


@dataclass(frozen=True)
class NamedShot:
    """What the page says of a shot. Its contract and its prompt are left in the database."""

    COLUMNS = (
        "pk",
        "number",
        "revision",
        "code",
        "colorway__product",
        "colorway__product__name",
        "colorway__name",
        "placement__slug",
        "placement__name",
        "placement__aspect",
        "version__template__name",
        "version__number",
    )

    pk: int
    number: int
    revision: int
    code: str
    product_id: int
    product: str
    colorway: str
    placement_slug: str
    placement: str
    aspect: str
    template: str
    version: int

    @property
    def id(self) -> str:
        """Of its element on the page."""
        return f"shot-{self.number}"

    @property
    def about(self) -> str:
        """Its code, its placement and its prompt."""
        return f"{self.code} · {self.placement} {self.aspect} · {self.template} v{self.version}"

    @property
    def address(self) -> str:
        return address_of("shots.detail", self.code)

    @property
    def family(self) -> str:
        """Where all colours of its product stand side by side in its placement."""
        return f"{address_of('products.family', self.product_id)}?placement={self.placement_slug}"


class ShownRender(NamedTuple):
    """What the page shows of a render; `shot` is an id."""

    pk: int
    shot: int
    state: str
    mark: str
    price_micros: int
    was_charged: bool


@dataclass(frozen=True)
class ShotRow:
    """One shot on the page of its set."""

    shot: NamedShot
    counts: RenderCounts
    thumbs: Sequence[ShownRender]
    spent_micros: int
    verdict: tuple[str, str] | None

    @property
    def more(self) -> int:
        """Ready candidates beyond the pictures shown."""
        return max(0, self.counts.ready - len(self.thumbs))


@dataclass(frozen=True)
class SetPage:
    """One set, its totals, and one page of its shots. The set is one of `sets_with_code`."""

    shot_set: ShotSet
    shots: Sequence[NamedShot]
    next_after: int | None
    person: User

    @classmethod
    def of(cls, shot_set: ShotSet, person: User, *, after: int = 0) -> "SetPage":
        """The page of shots that follows shot number `after`."""
        shots = [NamedShot(*row) for row in shots_after(shot_set.pk, after)]
        page = shots[:SHOTS_PER_PAGE]
        return cls(shot_set, page, page[-1].number if len(shots) > SHOTS_PER_PAGE else None, person)

    @cached_property
    def counts(self) -> RenderCounts:
        """All its renders, counted in the index."""
        return counts_of_sets([self.shot_set.pk]).get(self.shot_set.pk, RenderCounts())

    @property
    def shot_count(self) -> int:
        """How many shots the set has, on all pages."""
        return int(vars(self.shot_set)["shot_count"])

    @cached_property
    def revision(self) -> Revision:
        """What the page shows: the sum of all shots' revisions grows whenever anything changed."""
        shown = {shot.number: shot.revision for shot in self.shots}
        return Revision(
            self.shot_count, vars(self.shot_set)["revision"], self.counts.is_finished, self.outlook.content, rows=shown
        )

    @cached_property
    def outlook(self) -> Outlook:
        """What keeps its pictures waiting, and when they are ready."""
        if self.counts.is_finished:
            return Outlook(None)
        parts = parts_of_sets([self.shot_set]).get(self.shot_set.pk, [])
        shots = with_outlook(self.shot_set.shots.order_by("number")).defer("contract_json")
        first = None if parts else shots.first()
        others = [*self.holds, *self._doubts]
        return outlook_of_set(first, self.counts.waiting, self.counts.to_draw, parts, others)

    @property
    def holds(self) -> list[Obstacle]:
        """Why nothing more of it is sent."""
        return holds_of(self.shot_set) if self.counts.waiting else []

    @property
    def may_pause(self) -> bool:
        """Whether this person may pause it, or let it go on."""
        is_theirs = self.is_own and self.person.has_perm(LAUNCH) and not self.shot_set.stopped_at
        return bool(is_theirs and self.counts.waiting)

    @property
    def _doubts(self) -> list[Obstacle]:
        if not self.counts.doubt:
            return []
        in_doubt = self.shot_set.renders.filter(state=Render.State.IN_DOUBT).order_by()
        found = in_doubt.aggregate(
            since=Min("state_changed_at"), micros=Sum("price_micros"), asked=Count("pk", filter=Q(due_at__isnull=False))
        )
        return [doubts(self.counts.doubt, found["since"], found["micros"] or 0, by_itself=bool(found["asked"]))]

    @cached_property
    def odd_pictures(self) -> list[OddPicture]:
        """Chosen pictures that do not look like the others; few sets have enough to say so."""
        return odd_pictures(self.shot_set) if self.counts.ready >= LEAST_PICTURES else []

    @cached_property
    def refusals(self) -> list[ShownRefusals]:
        """What providers refused of it."""
        return shown_refusals(self.shot_set, self.person) if self.counts.failed else []

    @property
    def spent_micros(self) -> int:
        """What it cost so far."""
        return int(vars(self.shot_set)["spent"])

    @property
    def reserved_micros(self) -> int:
        """What is reserved for it."""
        return int(vars(self.shot_set)["reserved"])

    @cached_property
    def stop_effect(self) -> StopEffect:
        """What stopping would cancel, and what would go on."""
        return StopEffect.of(self.shot_set)

    @property
    def may_stop(self) -> bool:
        """Whether this person may stop it, and stopping would cancel anything."""
        is_theirs = self.is_own and self.person.has_perm(LAUNCH) and not self.shot_set.stopped_at
        return bool(is_theirs and self.counts.waiting and self.stop_effect.unsent)

    @property
    def tab(self) -> str:
        """What the browser's tab says: "S-1042 · Enamel mug · 7 of 10 ready"."""
        return f"{self.outlook.tab}{self.shot_set.short_name} · {self.counts.sentence}"

    @property
    def may_rename(self) -> bool:
        """Whether this person may give it another title."""
        return self.is_own and self.person.has_perm(LAUNCH)

    @cached_property
    def is_own(self) -> bool:
        return self.shot_set.is_of(self.person)

    @cached_property
    def rows(self) -> list[ShotRow]:
        """The shots of this page, with their candidates and verdicts, in two queries."""
        renders: dict[int, list[ShownRender]] = defaultdict(list)
        for row in renders_of([shot.pk for shot in self.shots]):
            renders[row[1]].append(ShownRender(*row))
        verdicts = verdicts_of(self.shots)
        return [shot_row(shot, renders[shot.pk], verdicts.get(shot.pk)) for shot in self.shots]


def shot_row(shot: NamedShot, renders: Sequence[ShownRender], verdict: tuple[str, str] | None) -> ShotRow:
    """One row; its pictures are the starred ones first, dropped ones never."""
    shown = [render for render in renders if render.state in HAS_PICTURE and render.mark != Render.Mark.DROP]
    starred_first = sorted(shown, key=lambda render: render.mark != Render.Mark.STAR)
    cost = sum(render.price_micros for render in renders if render.was_charged)
    return ShotRow(shot, RenderCounts.of(renders), starred_first[:MAX_THUMBNAILS], cost, verdict)


def verdicts_of(shots: Sequence[NamedShot]) -> dict[int, tuple[str, str]]:
    """The chip of each shot's last round: its state and word."""
    chips: dict[int, tuple[str, str]] = {}
    # The decisions of one round in their order: the last one stands, or all were taken back.
    for shot, verdict, undone_at in rounds_of([shot.pk for shot in shots]):
        chips[shot] = (
            (verdict, str(Decision.Verdict(verdict).label)) if verdict and not undone_at else ("open", _("In review"))
        )
    return chips


@compiled
def sets_with_code(code: str) -> QuerySet[ShotSet]:
    """With how many shots it has, the sum of their revisions, and its money."""
    totals = {
        "shot_count": sum_of(Shot, Count("pk")),
        "revision": sum_of(Shot, Sum("revision")),
        "spent": sum_of(LedgerEntry, Sum("spent_micros")),
        "reserved": sum_of(LedgerEntry, Sum("reserved_micros")),
    }
    return ShotSet.objects.filter(code=code).select_related("launched_by", "repeats").annotate(**totals)


def sum_of(model: type[Model], amount: Aggregate) -> Coalesce:
    """The amount over all rows of a set."""
    rows = model._base_manager.filter(shot_set=OuterRef("pk")).order_by().values("shot_set")
    return Coalesce(Subquery(rows.annotate(sum=amount).values("sum")), 0)


@compiled
def shots_after(shot_set: int, number: int) -> QuerySet[Shot, Any]:
    shots = Shot.objects.filter(shot_set=shot_set, number__gt=number).order_by("number")
    return shots.values_list(*NamedShot.COLUMNS)[: SHOTS_PER_PAGE + 1]


@compiled
def renders_of(shots: list[int]) -> QuerySet[Render, Any]:
    return Render.objects.filter(shot__pk__in=shots).order_by("number").values_list(*ShownRender._fields)


@compiled
def rounds_of(shots: list[int]) -> QuerySet[Review, Any]:
    rounds = Review.objects.filter(shot__pk__in=shots).exclude(state=Review.State.WITHDRAWN)
    return rounds.order_by("round", "decisions").values_list("shot", "decisions__verdict", "decisions__undone_at")
