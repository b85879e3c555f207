"""Products and image models as compose offers them."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.models import Exemption, ImageModel
from renders.composing.obstacles import PauseOfModel, obstacles_of
from renders.models import Account
from renders.providers import local_providers


class ColorwayChoice(NamedTuple):
    """A colorway as the picker shows it."""

    is_picked: bool
    pk: int
    sku: str
    name: str
    color_words: str
    swatch: str


@dataclass(frozen=True)
class ProductChoice:
    """A product with its colorways as the picker shows them: plain values, so that an unchanged one is drawn once."""

    pk: int
    name: str
    # The digest of its picture; empty without one.
    cutout: str
    # In the product's own order.
    colorways: tuple[ColorwayChoice, ...]

    @property
    def picked_count(self) -> int:
        """How many of them are picked."""
        return sum(colorway.is_picked for colorway in self.colorways)

    @property
    def toggle(self) -> tuple[str, str] | None:
        """Name and label of the button that picks all or none of several colorways."""
        if len(self.colorways) < 2:
            return None
        is_complete = self.picked_count == len(self.colorways)
        return (
            ("none_of", _("None"))
            if is_complete
            else ("all_of", _("All %(colorways)s") % {"colorways": len(self.colorways)})
        )


@dataclass(frozen=True)
class ModelChoice:
    """An image model, and the exemption under which it is offered, if any."""

    model: ImageModel
    exemption: Exemption | None = None
    # Its account.
    account: Account | None = None

    @property
    def hint(self) -> str:
        """Where it draws, how long it takes, and how sure its price is."""
        if self.model.provider in local_providers():
            hint = _("Composes from our own cutouts on this machine. Free.")
        else:
            hint = _("%(provider)s, about %(typical_seconds)s s a picture") % {
                "provider": self.model.provider,
                "typical_seconds": self.model.typical_seconds,
            }
            hint += _(". The price is our estimate.") if self.model.can("price_is_estimate") else ""
        return f"{hint.removesuffix('.')}. {self.exemption.description}" if self.exemption else hint

    @property
    def obstacle(self) -> str:
        """What would keep an order of it waiting now."""
        found = obstacles_of(self.account, self.model, PauseOfModel.of(self.model)) if self.account else []
        return found[0].title if found else ""
