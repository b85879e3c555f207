"""The page of a production plan: its placements with what else could be chosen, and its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from catalog.models import Colorway, ImageModel, Placement, PromptVersion, ShotPack
from catalog.models.campaigns import PILOT_SKUS
from config.permissions import CHANGE_ACCOUNTS
from renders.composing.obstacles import Cause, Obstacle, PauseOfModel, obstacles_of, settings_of
from renders.composing.production.blockers import Blocker, blockers_of, lacking_colours
from renders.composing.production.plans import Production, ProductionRow, production_of
from renders.composing.production.sharing import ApartProduct, sharing_of
from renders.composing.quotes import SetQuote
from renders.composing.shots.one_picture import may_show_several
from renders.forms.compose import offered_rows
from renders.forms.compose.offers import Offer
from renders.forms.production import MAX_LINES, LineOffers
from renders.models.production_plans import LineScope

# How many are named of the colours that lack something, of products, and of those that share no picture.
MAX_COLOURS, MAX_NAMES, MAX_APART = 6, 4, 4


@dataclass(frozen=True)
class PlanLineField:
    """One placement with what can be chosen for it."""

    row: ProductionRow
    offer: Offer
    offers: LineOffers
    # Whether another line draws the colours that share no picture in its placement.
    has_line_apart: bool = False

    @property
    def model(self) -> ImageModel | None:
        """As the offer has read it, with its pause."""
        chosen = self.row.image_model
        return next((one for one in self.offer.allowed_models if one == chosen), chosen)

    @property
    def is_model_offered(self) -> bool:
        return any(one.model.pk == self.row.line.image_model for one in self.offer.model_choices)

    @property
    def templates(self) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
        return self.offer.templates_with(self.row.line.version)

    @property
    def counts(self) -> Sequence[int]:
        return self.offer.counts

    @property
    def scopes(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in LineScope.choices]

    @property
    def may_share(self) -> bool:
        """Whether its prompt and model can draw several colours in one picture."""
        return may_show_several(self.row.version, self.row.image_model)

    @cached_property
    def shared_instead(self) -> "Alternative | None":
        """One picture of each product in place of one of each colour; None where that is not possible or no less."""
        version = self.offers.version_that(self.row.line.placement, names_colours=True)
        model = (version and version.fixed_model) or self.row.image_model
        if not (self.row.plan and version and model) or self.may_share or not may_show_several(version, model):
            return None
        sharing = sharing_of([shot.colorway for shot in self.row.plan.shots])
        if not sharing.products:
            return None
        now = len(sharing.together) * self.row.plan.count * self.row.plan.quote.price_micros
        return replace(Alternative.of(version, model, self.row, sharing.products), now_micros=now)

    @cached_property
    def apart_instead(self) -> "Alternative | None":
        """The colours that share no picture one by one; None where another line draws them, or no prompt does."""
        version = self.offers.version_that(self.row.line.placement, names_colours=False)
        model = (version and version.fixed_model) or self.row.image_model
        sharing = self.row.sharing
        if not (sharing and sharing.apart and version and model) or self.has_line_apart:
            return None
        return Alternative.of(version, model, self.row, len(sharing.left_over))

    @property
    def apart(self) -> list[ApartProduct]:
        """The first products whose colours share no picture."""
        return [*self.row.sharing.apart[:MAX_APART]] if self.row.sharing else []

    @property
    def more_apart(self) -> int:
        return len(self.row.sharing.apart) - len(self.apart) if self.row.sharing else 0


@dataclass(frozen=True)
class Alternative:
    """Another way to draw a placement that one click chooses, with its price."""

    version: PromptVersion
    shots: int
    renders: int
    total_micros: int
    # What the same colours cost as they are chosen now.
    now_micros: int = 0

    @classmethod
    def of(cls, version: PromptVersion, model: ImageModel, row: ProductionRow, shots: int) -> Self:
        renders = shots * row.line.count
        return cls(version, shots, renders, renders * model.price_of(version.parameters))


@dataclass(frozen=True)
class BlockerShown:
    """A reason, with the click that solves it where there is one."""

    blocker: Blocker
    # The image model that its placements can be drawn with.
    other_model: ImageModel | None = None
    # The page of the account.
    settings: str = ""
    # How many colours lack something and can be left out.
    lacking: int = 0

    @property
    def colours(self) -> Sequence[Colorway]:
        return self.blocker.colours[:MAX_COLOURS]

    @property
    def more_colours(self) -> int:
        return len(self.blocker.colours) - len(self.colours)


@dataclass(frozen=True)
class PlanPart:
    """One way to order now: the pilot alone, or everything that is left."""

    name: str
    production: Production

    @property
    def quote(self) -> SetQuote:
        return self.production.set_plan.quote


@dataclass(frozen=True)
class PlanPage:
    production: Production
    person: User

    @cached_property
    def lines(self) -> list[PlanLineField]:
        offers = LineOffers([one.line.placement for one in self.production.rows], self.person)
        lines = [one.line for one in self.production.rows]
        apart = {one.placement for one in lines if one.draws_apart}
        return [
            PlanLineField(one, offers.of(one.line.placement), offers, one.line.placement in apart)
            for one in self.production.rows
        ]

    @property
    def may_change(self) -> bool:
        """The placements of a plan whose pilot was ordered stay as they are."""
        return not self.production.row.is_pilot_ordered

    @property
    def placements(self) -> Sequence[Placement]:
        """Those that can be added."""
        return offered_rows.enabled_placements() if self.may_change and len(self.lines) < MAX_LINES else []

    @cached_property
    def packs(self) -> list[ShotPack]:
        return offered_rows.offered_packs() if self.may_change else []

    @property
    def quote(self) -> SetQuote | None:
        """None where nothing is ordered; `unpriced_text` says why."""
        return self.production.set_plan.quote if self.production.set_plan.plans else None

    @property
    def unpriced_text(self) -> str:
        if not self.production.rows:
            return _("Add a placement to see the price.")
        if self.production.too_many_shots:
            return _("No price: the plan is too large to be ordered at once.")
        return _("Nothing is left to order.")

    @cached_property
    def blockers(self) -> list[BlockerShown]:
        """What is in the way, each reason once."""
        return [self._shown(one) for one in blockers_of(self.production)]

    def _shown(self, blocker: Blocker) -> BlockerShown:
        if blocker.about == "image_model":
            return BlockerShown(
                blocker, other_model=self._model_instead(blocker.rows), settings=self._settings(blocker)
            )
        lacking = lacking_colours(self.production.rows) if blocker.colours else set()
        may_leave_out = self.may_change and 0 < len(lacking) < len(self.production.colours)
        return BlockerShown(blocker, lacking=len(lacking) if may_leave_out else 0)

    def _model_instead(self, rows: Sequence[ProductionRow]) -> ImageModel | None:
        """What one click draws these placements with, where their prompts leave the choice."""
        lines = [one for one in self.lines if one.row in rows]
        models = {
            one.offer.default_model() for one in lines if not (one.row.version and one.row.version.fixed_model_id)
        }
        offered = next(iter(models), None)
        return offered if self.may_change and len(models) == 1 and offered not in {one.model for one in lines} else None

    def _settings(self, blocker: Blocker) -> str:
        """Where somebody who looks after accounts changes it."""
        account = next((one.plan.account for one in blocker.rows if one.plan), None)
        return settings_of(account) if account and self.person.has_perm(CHANGE_ACCOUNTS) else ""

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """What would keep it waiting if it was ordered now, each reason once. What keeps it from being ordered at all
        is a blocker."""
        found = [
            obstacle
            for one in self.lines
            if one.row.plan and one.row.plan.account
            for obstacle in obstacles_of(one.row.plan.account, one.model, PauseOfModel.of(one.model))
            if obstacle.cause is not Cause.NO_KEY
        ]
        return list({(one.cause, one.title): one for one in found}.values())

    @cached_property
    def names(self) -> list[str]:
        """Of its first products."""
        return list(dict.fromkeys(one.product.name for one in self.production.colours))[:MAX_NAMES]

    @property
    def more_names(self) -> int:
        return self.production.products - len(self.names)

    @cached_property
    def parts(self) -> list[PlanPart]:
        """The pilot first where there is more than a pilot."""
        row = self.production.row
        rest = [PlanPart("rest", self.production)]
        if row.is_pilot_ordered or len(self.production.colours) <= PILOT_SKUS or not self.production.set_plan.plans:
            return rest
        pilot = production_of(row, by=self.person, is_pilot=True, rows=self.production.read)
        return [PlanPart("pilot", pilot), *rest] if pilot.set_plan.plans else rest
