"""Which sets were ordered when, by whom, and of what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.models import Colorway, ImageModel, Placement, PromptVersion
from renders.filling.catalogue import Assortment
from renders.filling.governance import Choices, Line
from renders.filling.season import Season
from renders.filling.team import Team
from renders.models import ShotSet
from renders.models.renders import State

SHARE_OF_PREVIEWS = 0.78
# One set fills its page; smaller databases have a smaller one.
FULL_SET = 60
# The latest sets are not all judged yet, and something failed in them a moment ago.
FRESH = 6
# One preview is under way: what its twelve candidates are doing.
UNDER_WAY = (
    *[State.QUEUED] * 3,
    *[State.ASSIGNED, State.SUBMITTING, State.FINISHED, State.STORED],
    *[State.SUBMITTED] * 2,
    *[State.READY] * 3,
)
# One preview is left as it came: nobody has submitted anything of it.
FULL_GRID = (*[State.READY] * 11, State.FAILED)
DOUBTS = 4
# The latest versions of the first template are drawn once with each of its image models, to compare them.
VERSIONS_COMPARED = 3


@dataclass(frozen=True)
class Size:
    """One set before anything of it is chosen."""

    kind: str
    shots: int
    count: int


@dataclass(frozen=True)
class Order:
    """One set as it was launched. `states` are those of its renders where they are not left to chance."""

    kind: str
    launched_by: int
    launched_at: datetime
    line: Line
    placement: Placement
    version: PromptVersion
    image_model: ImageModel
    account: int
    campaign: int | None
    colorways: list[Colorway]
    count: int
    is_fresh: bool = False
    doubts: int = 0
    states: tuple[str, ...] = ()
    is_stopped: bool = False


def sizes(season: Season, *, reserved: int) -> list[Size]:
    """Sets of previews and of production, until with those `reserved` their renders are all that were asked for."""
    left = season.renders - len(UNDER_WAY) - len(FULL_GRID) - reserved
    full = min(FULL_SET, left // 8)
    planned = [Size(ShotSet.Kind.PRODUCTION, full, 2)] if full > 1 else []
    left -= 2 * full if planned else 0
    while left > 0:
        size = preview_size(season) if season.happens(SHARE_OF_PREVIEWS) else production_size(season)
        if size.shots * size.count > left:
            size = Size(ShotSet.Kind.PRODUCTION, 1, min(left, 4))
        planned.append(size)
        left -= size.shots * size.count
    return planned


def preview_size(season: Season) -> Size:
    return Size(ShotSet.Kind.PREVIEW, season.chance.choice((1, 1, 1, 2, 2, 3, 4)), season.chance.randint(8, 12))


def production_size(season: Season) -> Size:
    return Size(ShotSet.Kind.PRODUCTION, season.chance.randint(6, 40), season.chance.randint(1, 4))


@dataclass(frozen=True)
class Orders:
    """Chooses what each set is about."""

    season: Season
    team: Team
    assortment: Assortment
    choices: Choices

    def all(self) -> Iterator[Order]:
        """The sets in the order of time. Among the last ones one has renders in doubt; the very last is under way."""
        compared = self._comparisons()
        planned, doubts = sizes(self.season, reserved=len(compared)), DOUBTS
        for at, size in enumerate(planned):
            moment = self.season.moment(at / len(planned))
            while compared and compared[0].launched_at <= moment:
                yield compared.pop(0)
            is_fresh = at >= len(planned) - FRESH
            in_doubt = doubts if is_fresh and size.shots * size.count > doubts else 0
            yield self._order(size, moment, is_fresh=is_fresh, doubts=in_doubt)
            doubts -= in_doubt
        yield from compared
        yield self._preview(FULL_GRID, self.season.until - timedelta(hours=1))
        yield self._preview(UNDER_WAY, self.season.until - timedelta(seconds=20))

    def _comparisons(self) -> list[Order]:
        """One picture by each image model that may draw for a version, on the day when production began to use it."""
        line = self.choices.lines[0]
        drawing = {
            choice[0].pk: (placement, *choice)
            for placement in line.placements
            for choice, _ in self.choices.models[placement.pk]
        }
        orders = [
            Order(
                kind=ShotSet.Kind.PRODUCTION,
                launched_by=self.season.chance.choice(self.team.marketers),
                launched_at=since + timedelta(hours=9),
                line=line,
                placement=placement,
                version=version,
                image_model=image_model,
                account=account,
                campaign=None,
                colorways=self.assortment.run(self.season, 1),
                count=1,
            )
            for since, version in line.versions[-VERSIONS_COMPARED:]
            for placement, image_model, account in drawing.values()
        ]
        return orders if len(orders) < self.season.renders // 20 else []

    def _order(self, size: Size, moment: datetime, *, is_fresh: bool, doubts: int) -> Order:
        season = self.season
        line = season.one_of([(line, 1 / (1 + at)) for at, line in enumerate(self.choices.lines)])
        placement = season.chance.choice(line.placements)
        is_preview = size.kind == ShotSet.Kind.PREVIEW
        tried = line.on_trial(moment) if is_preview and season.happens(0.5) else None
        models = self.choices.models[placement.pk]
        if doubts:
            models = [choice for choice in models if choice[0][0].price_micros] or models
        image_model, account = season.one_of(models)
        return Order(
            kind=size.kind,
            launched_by=season.chance.choice(self.team.marketers),
            launched_at=moment,
            line=line,
            placement=placement,
            version=tried or line.current(moment),
            image_model=image_model,
            account=account,
            campaign=None if is_preview else self.choices.campaign_of(line, placement, moment),
            colorways=self.assortment.run(season, size.shots),
            count=size.count,
            is_fresh=is_fresh,
            doubts=doubts,
            is_stopped=not is_fresh and season.happens(0.03),
        )

    def _preview(self, states: tuple[str, ...], launched_at: datetime) -> Order:
        """A preview by the studio. Only the studio is under way: whoever runs a worker here pays nothing."""
        line = self.choices.lines[0]
        placement = line.placements[0]
        image_model, account = next(
            choice for choice, _ in self.choices.models[placement.pk] if not choice[0].price_micros
        )
        return Order(
            kind=ShotSet.Kind.PREVIEW,
            launched_by=self.team.marketers[0],
            launched_at=launched_at,
            line=line,
            placement=placement,
            version=line.current(self.season.until),
            image_model=image_model,
            account=account,
            campaign=None,
            colorways=self.assortment.run(self.season, 1),
            count=len(states),
            states=states,
        )
