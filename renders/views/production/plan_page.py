"""The page of a production plan: its placements with what else could be chosen, and its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from catalog.models import ImageModel, Placement, ShotPack
from catalog.models.campaigns import PILOT_SKUS
from renders.composing import Problem
from renders.composing.obstacles import Obstacle, PauseOfModel, obstacles_of
from renders.composing.production.plans import Production, ProductionRow, production_of
from renders.composing.quotes import SetQuote
from renders.forms.compose import offered_rows
from renders.forms.compose.offers import Offer
from renders.forms.production import MAX_LINES, LineOffers
from renders.models.production_plans import LineScope

# How many problems, and how many products, are named.
MAX_PROBLEMS, MAX_NAMES = 6, 4


@dataclass(frozen=True)
class PlanLineField:
    """One placement with what can be chosen for it."""

    row: ProductionRow
    offer: Offer

    @property
    def model(self) -> ImageModel | None:
        """As the offer has read it, with its pause."""
        chosen = self.row.image_model
        return next((one for one in self.offer.allowed_models if one == chosen), chosen)

    @property
    def templates(self) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
        return self.offer.templates_with(self.row.line.version)

    @property
    def counts(self) -> Sequence[int]:
        return self.offer.counts

    @property
    def scopes(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in LineScope.choices]


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
        return [PlanLineField(one, offers.of(one.line.placement)) for one in self.production.rows]

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
    def problems(self) -> list[Problem]:
        return self.production.problems[:MAX_PROBLEMS]

    @property
    def more_problems(self) -> int:
        return max(0, len(self.production.problems) - MAX_PROBLEMS)

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """What would keep it waiting if it was ordered now, each reason once."""
        found = [
            obstacle
            for one in self.lines
            if one.row.plan and one.row.plan.account
            for obstacle in obstacles_of(one.row.plan.account, one.model, PauseOfModel.of(one.model))
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
        pilot = production_of(row, by=self.person, is_pilot=True)
        return [PlanPart("pilot", pilot), *rest] if pilot.set_plan.plans else rest
