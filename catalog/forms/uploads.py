"""Files dropped on a product, of which nobody said what they are; and setting right what was guessed."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from catalog.cutting.uploads import GuessedPicture, read_any
from catalog.forms.artwork import store_picture
from catalog.models import Artwork, Colorway, Product
from catalog.pictures import Undecodable
from catalog.pictures.recognising import look_alike, view_in_name
from catalog.processes import TooManyWaiting, WorkStopped

# Of how many files of one request: each is decoded while the request waits.
MAX_FILES = 20
VIEWS = [view.value for view in Artwork.View]


@dataclass(frozen=True)
class Upload:
    """What became of a file: its row, or why there is none; `notes` are sentences."""

    name: str
    artwork: Artwork | None = None
    notes: tuple[str, ...] = ()
    refusal: str = ""


def take(product: Product, file: UploadedFile, colorway: Colorway | None = None) -> Upload:
    """Store a picture under the kind and view that it seems to have."""
    name = str(file.name)
    try:
        found = read_any(file)  # type: ignore[arg-type]  # an uploaded file reads as any file does
    except (Undecodable, TooManyWaiting, WorkStopped) as refusal:
        return Upload(name, refusal=str(refusal))
    found = replace(found, view=view_in_name(name, product.name) or found.view)
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=product.pk)
        others = list(product.artwork.all())
        if any(one.sha256 == found.picture.sha256 for one in others):
            return Upload(name, refusal=gettext("This picture is here already. Nothing was changed."))
        view = free_view(found, others, colorway)
        if view is None:
            return Upload(name, refusal=gettext("Every view has such a picture already. Replace one of them instead."))
        place = {"product": product, "colorway": colorway, "kind": found.kind, "view": view}
        fields = store_picture(found.picture, found.fingerprint)
        artwork = Artwork.objects.create(**place, position=len(others), **fields)
    return Upload(name, artwork, (*found.picture.notes, *alike_notes(found, others)))


def free_view(found: GuessedPicture, others: list[Artwork], colorway: Colorway | None) -> str | None:
    """The view that was guessed, else another one that is free; a photo may have any. None where all are taken."""
    if found.kind == Artwork.Kind.PHOTO:
        return found.view
    taken = {one.view for one in others if one.kind == found.kind and one.colorway_id == (colorway and colorway.pk)}
    return next((view for view in (found.view, *VIEWS) if view not in taken), None)


def alike_notes(found: GuessedPicture, others: list[Artwork]) -> list[str]:
    """A sentence where nearly the same picture is here already."""
    alike = (one for one in others if one.kind == found.kind and look_alike(one.fingerprint, found.fingerprint))
    return [
        gettext("It looks like the %(kind)s, %(view)s, that is here already.")
        % {"kind": one.get_kind_display(), "view": one.get_view_display()}
        for one in list(alike)[:1]
    ]


class ChangeForm(forms.ModelForm):
    """What a picture shows, or another file in its place."""

    picture = forms.FileField(label=gettext_lazy("Another file in its place"), required=False)

    class Meta:
        model = Artwork
        fields = ["kind", "view", "colorway"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        colorway: Any = self.fields["colorway"]
        colorway.queryset = self.instance.product.colorways.all()
        colorway.empty_label = gettext_lazy("every colour")

    def clean(self) -> dict[str, Any]:
        """Refuse a place that is taken, and a file that is none of this kind."""
        data = super().clean() or {}
        if {"kind", "view"} <= data.keys() and data["kind"] != Artwork.Kind.PHOTO:
            place = {"product": self.instance.product, **{name: data.get(name) for name in self.Meta.fields}}
            if Artwork.objects.filter(**place).exclude(pk=self.instance.pk).exists():
                raise forms.ValidationError(gettext("There is such a picture already. Archive that one first."))
        if file := data.get("picture"):
            data["found"] = self._read(file, data.get("kind", ""))
        elif data.get("kind") == Artwork.Kind.CUTOUT and self.instance.kind != Artwork.Kind.CUTOUT:
            raise forms.ValidationError(gettext("Only a picture that is transparent around the product is a cutout."))
        return data

    def _read(self, file: Any, kind: str) -> GuessedPicture:
        try:
            found = read_any(file)
        except (Undecodable, TooManyWaiting, WorkStopped) as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if kind == Artwork.Kind.CUTOUT and found.kind != Artwork.Kind.CUTOUT:
            raise forms.ValidationError(gettext("Nothing in this picture is transparent, so it is no cutout."))
        return found

    def store(self) -> Artwork:
        """Save the row, with the new file where one was sent."""
        if found := self.cleaned_data.get("found"):
            for name, value in store_picture(found.picture, found.fingerprint).items():
                setattr(self.instance, name, value)
        return self.save()


def archive(artwork: Artwork) -> None:
    """New orders no longer see it; what was ordered keeps its file."""
    Artwork.objects.filter(pk=artwork.pk).update(archived_at=timezone.now())


def move(artwork: Artwork, by: int) -> None:
    """One place further to the front (-1) or to the back (1)."""
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=artwork.product_id)
        rows = list(Artwork.objects.filter(product=artwork.product_id))
        at = next(index for index, one in enumerate(rows) if one.pk == artwork.pk)
        rows.insert(min(max(at + by, 0), len(rows) - 1), rows.pop(at))
        for position, row in enumerate(rows):
            row.position = position
        Artwork.objects.bulk_update(rows, ["position"])
