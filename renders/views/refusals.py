"""Renders of a set or a shot that providers refused, with a link to compose for each image model that takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from config.caching.addresses import address_of
from config.permissions import LAUNCH
from renders.composing.earlier.refusals import Refusals, refusals_of, refusals_of_shot
from renders.models import Render, Shot, ShotSet
from renders.templatetags.packshot import dollars


@dataclass(frozen=True)
class ShownRefusals:
    """Refused candidates of one placement as a page shows them."""

    refusals: Refusals
    may_launch: bool

    @property
    def shot(self) -> Shot:
        return self.refusals.shot

    @property
    def charge_text(self) -> str:
        """Whether the refusals cost anything."""
        micros = self.refusals.charged_micros
        return _("Charged %(price)s.") % {"price": dollars(micros)} if micros else _("Nothing was charged.")

    @property
    def named_shots(self) -> int:
        """With how many shots compose opens where there are more; 0 where it opens with all."""
        named = len(self.refusals.shots)
        return named if named < self.refusals.shot_count else 0

    @property
    def is_model_fixed(self) -> bool:
        """Whether the version was written for the model that refused, or frozen with it."""
        return self.refusals.shot.version.fixed_model_id is not None

    @property
    def ways(self) -> list[tuple[str, str, str]]:
        """Address, name and price of each model that takes these shots; compose opens with them alone."""
        if not self.may_launch:
            return []
        shots = [("shot", shot.number) for shot in self.refusals.shots]
        query = [("from", self.refusals.shot.shot_set.code), *shots]
        return [
            (
                f"{address_of('sets.compose')}?{urlencode([*query, ('use_model', f'0:{model.pk}')])}",
                model.name,
                dollars(micros) if micros else _("free"),
            )
            for model, micros in self.refusals.instead
        ]


def shown_refusals(shot_set: ShotSet, person: User, of_shot: Sequence[Render] | None = None) -> list[ShownRefusals]:
    """What was refused of a set and not ordered again; or the refused candidates of one shot of it, `of_shot`."""
    may_launch = person.has_perm(LAUNCH)
    refusals = refusals_of(shot_set, by=person) if of_shot is None else refusals_of_shot(shot_set, of_shot, by=person)
    return [ShownRefusals(one, may_launch) for one in refusals]
