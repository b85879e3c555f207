"""What a person asks of every shot of an order, beside its choices: pictures to draw from, a label left blank."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from catalog.models import Artwork, Colorway, ImageModel
from renders import providers
from renders.composing.governance import Problem
from renders.models import Decision, Render
from renders.pipeline.sending.references import form_of
from renders.providers import ModelSpec

ReferenceField = dict[str, str]


@dataclass(frozen=True)
class OrderOptions:
    """The pictures that every shot is drawn from, and whether labels are left blank, to be set on the picture."""

    uses_photo: bool = False
    # The reference render: an approved or starred one that variants follow.
    render: Render | None = None
    leaves_label_blank: bool = False
    # Whether all chosen colours of a product are drawn in one picture, which is cut into them afterwards.
    in_one_picture: bool = False
    # Whether it is a banner's: the name is put in only when the order is sent.
    is_for_customer: bool = False

    @property
    def has_references(self) -> bool:
        return self.uses_photo or self.render is not None

    def of(self, colorway: Colorway) -> list[ReferenceField]:
        """The references as the contract of this colorway names them."""
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

    @property
    def problems(self) -> list[Problem]:
        """Why these cannot be ordered, as of now."""
        if self.render is None or usable_references().filter(pk=self.render.pk).exists():
            return []
        message = _("The reference render is neither starred nor approved any more. Choose another one.")
        return [Problem("reference", message)]


NO_OPTIONS = OrderOptions()


def usable_references() -> "QuerySet[Render]":
    """Renders that variants may follow: ready, starred or approved, and not of a raw prompt."""
    is_approved = Exists(Decision.objects.approvals().filter(render=OuterRef("pk")))
    usable = Render.objects.ready().filter(Q(mark=Render.Mark.STAR) | Q(is_approved))
    usable = usable.filter(shot__shot_set__task_token=None)
    return usable.select_related("shot__colorway", "shot__placement")


def reference_to(source: str, sha256: str) -> ReferenceField:
    return {"role": "product", "source": source, "sha256": sha256}


def photo_of(colorway: Colorway) -> Artwork | None:
    """The photo that shows a colorway best: its own before the product's, the front before other views."""
    photos = [one for one in colorway.usable_artwork if one.kind == Artwork.Kind.PHOTO]
    return min(photos, key=lambda one: (one.colorway_id is None, one.view != Artwork.View.FRONT), default=None)


def form_problems(
    options: OrderOptions, image_model: ImageModel, spec: ModelSpec, *, for_admins: bool
) -> Sequence[Problem]:
    """Why no reference can be sent to this model as Packshot is set up."""
    if not options.has_references or not spec.reference_pictures or image_model.provider not in providers.REGISTRY:
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
