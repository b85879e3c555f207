"""Uploading artwork: a photo, or a cutout with the mask of what takes the colour."""

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.cutting.uploads import read_cutout
from catalog.models import Artwork, Colorway, Product
from catalog.pictures import Undecodable
from catalog.pictures.artwork_files import ARTWORK, prepare_previews
from catalog.pictures.uploads import UploadedPicture, read_photo, read_tint_mask
from catalog.processes import TooManyWaiting, WorkStopped

PICTURES = {"accept": "image/png,image/jpeg,image/webp,image/avif"}
KINDS = [
    (Artwork.Kind.CUTOUT, gettext_lazy("Cutout, transparent around the product")),
    (Artwork.Kind.PHOTO, gettext_lazy("Photo, with its background")),
    (Artwork.Kind.LABEL, gettext_lazy("Label, the flat print artwork")),
]


class ArtworkForm(forms.Form):
    """One picture of a product from one side. Uploading the same side again replaces it for new orders."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("PNG, JPEG, WebP or AVIF, at most 25 MB and 40 million pixels"),
        widget=forms.FileInput(attrs=PICTURES),
        error_messages={"required": gettext_lazy("Choose a picture."), "empty": gettext_lazy("The file is empty.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=KINDS, initial=Artwork.Kind.CUTOUT, widget=forms.RadioSelect
    )
    view = forms.ChoiceField(label=gettext_lazy("Seen from"), choices=Artwork.View, initial=Artwork.View.FRONT)
    tint_mask = forms.FileField(
        label=gettext_lazy("Tint mask"),
        required=False,
        help_text=gettext_lazy(
            "Same size as the cutout. White takes the colour, black stays. Without one, nothing is tinted."
        ),
        widget=forms.FileInput(attrs=PICTURES),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    colorway = forms.ModelChoiceField(
        Colorway.objects.none(),
        label=gettext_lazy("Shows"),
        required=False,
        empty_label=gettext_lazy("every colour, tinted from this one"),
    )

    def __init__(self, *args: Any, product: Product | None = None, required: bool = True, **options: Any) -> None:
        super().__init__(*args, **{"prefix": "artwork", **options})
        self.fields["picture"].required = required
        if product is None:
            del self.fields["colorway"]
        else:
            shows = cast("forms.ModelChoiceField", self.fields["colorway"])
            shows.queryset = product.colorways.all()
            shows.label_from_instance = only_of  # type: ignore[assignment]  # Django's own way to word a choice

    @property
    def chosen_files(self) -> list[str]:
        """Names of the files that have to be chosen again, as a browser never fills them in."""
        return [str(getattr(file, "name", "")) for file in self.files.values()] if self.errors else []

    def clean(self) -> None:
        """Decode what was sent, and check that the mask fits its cutout."""
        picture, mask = self.cleaned_data.get("picture"), self.cleaned_data.get("tint_mask")
        is_cutout = self.cleaned_data.get("kind") == Artwork.Kind.CUTOUT
        if mask and not is_cutout:
            self.add_error("tint_mask", _("Only a cutout takes a mask."))
        elif mask and not picture and "picture" not in self.errors:
            self.add_error("picture", _("Choose the cutout this mask belongs to."))
        decoded = self._decoded("picture", picture, read_cutout if is_cutout else read_photo)
        if decoded and decoded.is_photo:
            self.cleaned_data["kind"] = Artwork.Kind.PHOTO
            if mask:
                self.add_error("tint_mask", _("Only a cutout takes a mask."))
        elif decoded and mask and is_cutout:
            self._decoded("tint_mask", mask, lambda file: read_tint_mask(file, (decoded.width, decoded.height)))

    def _decoded(
        self, field: str, file: BinaryIO | None, read: Callable[[BinaryIO], UploadedPicture]
    ) -> UploadedPicture | None:
        if not file:
            return None
        try:
            self.cleaned_data[field] = read(file)
        except (Undecodable, TooManyWaiting, WorkStopped) as refusal:
            self.add_error(field, ValidationError(str(refusal)))
            return None
        return self.cleaned_data[field]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was converted on the way in; valid forms only."""
        picture = self.cleaned_data.get("picture")
        return picture.notes if picture else ()

    def store_files(self) -> dict[str, object]:
        """Store the bytes and return the fields of the row that will name them; empty when no file was chosen."""
        picture, mask = self.cleaned_data.get("picture"), self.cleaned_data.get("tint_mask")
        if not picture:
            return {}
        tint_sha256 = ARTWORK.store_file(mask.path, mask.sha256) if mask else ""
        return {**store_picture(picture), "tint_sha256": tint_sha256}

    def save(self, product: Product, file_fields: dict[str, object]) -> Artwork:
        """The row for what `store_files` stored: a photo beside the others, else in place of the one of this view."""
        place: dict[str, Any] = {name: self.cleaned_data[name] for name in ("kind", "view")}
        colorway = self.cleaned_data.get("colorway")
        place |= {"product": product, "colorway": colorway}
        if place["kind"] == Artwork.Kind.PHOTO:
            return Artwork.objects.get_or_create(**place, sha256=file_fields["sha256"], defaults=file_fields)[0]
        return Artwork.objects.update_or_create(**place, defaults=file_fields)[0]


def store_picture(picture: UploadedPicture, fingerprint: str = "") -> dict[str, Any]:
    """Store its bytes; the fields of the row that will name them."""
    prepare_previews(ARTWORK.store_file(picture.path, picture.sha256))
    return Artwork.file_fields(picture, fingerprint=fingerprint)


def only_of(colorway: Colorway) -> str:
    return _("only %(colorway)s") % {"colorway": colorway.name}
