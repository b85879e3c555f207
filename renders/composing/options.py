"""What an order draws from besides its words: the products' own photos, and a reference render."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.models import Artwork, Colorway, ImageModel
from renders import providers
from renders.composing.governance import Problem
from renders.models import Render
from renders.pipeline.references import form_of
from renders.providers import ModelSpec

ReferenceField = dict[str, str]


@dataclass(frozen=True)
class OrderReferences:
    """The pictures that every shot of an order is drawn from."""

    uses_photo: bool = False
    render: Render | None = None

    def __bool__(self) -> bool:
        return self.uses_photo or self.render is not None

    def of(self, colorway: Colorway) -> list[ReferenceField]:
        """As the contract of this colorway names them."""
        found = [reference_to("render", self.render.sha256)] if self.render else []
        if self.uses_photo and (photo := photo_of(colorway)):
            found.append(reference_to("artwork", photo.sha256))
        return found

    def problems_of(self, colorway: Colorway) -> list[str]:
        """What is missing, one sentence each."""
        if self.uses_photo and not photo_of(colorway):
            sentence = _("%(product)s has no photo. Add one on its page, or order without it.")
            return [sentence % {"product": colorway.product}]
        return []


WORDS_ALONE = OrderReferences()


def reference_to(source: str, sha256: str) -> ReferenceField:
    return {"role": "product", "source": source, "sha256": sha256}


def photo_of(colorway: Colorway) -> Artwork | None:
    """The photo that shows a colorway best: its own before the product's, the front before other views."""
    if colorway.product.pk is None:
        return None
    fitting = [one for one in colorway.product.artwork.all() if one.colorway_id in {None, colorway.pk}]
    photos = [one for one in fitting if one.kind == Artwork.Kind.PHOTO]
    front = Artwork.View.FRONT
    return min(photos, key=lambda one: (one.colorway_id is None, one.view != front, one.position, one.pk), default=None)


def form_problems(
    references: OrderReferences, image_model: ImageModel, spec: ModelSpec, *, for_admins: bool
) -> Sequence[Problem]:
    """Why no reference can be sent to this model as Packshot is set up."""
    if not references or not spec.reference_pictures or image_model.provider not in providers.REGISTRY:
        return []
    if form_of(spec, providers.named(image_model.provider)):
        return []
    if "address" in spec.reference_pictures["forms"]:
        missing = _("%(model)s fetches reference pictures from Packshot, which has no public address.")
        to_set = _("Set PUBLIC_BASE_URL where Packshot runs, then start it again.")
        hint = to_set if for_admins else _("An admin can set it.")
    else:
        missing = _("%(model)s draws from uploads, and %(provider)s takes none as it is set up.")
        hint = _("Set its dialect to one that does.") if for_admins else _("An admin can change that.")
    about = {"model": image_model, "provider": image_model.provider}
    return [Problem("image_model", f"{missing % about} {hint}")]
