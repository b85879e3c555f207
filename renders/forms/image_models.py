"""What an image model is tried out with."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Colorway, Placement, PromptVersion
from catalog.models.products import MAX_SKU_LENGTH


class TryOutForm(forms.Form):
    """A colorway by its SKU, a placement and a version; starts with the first of each."""

    sku = forms.CharField(label=gettext_lazy("SKU"), max_length=MAX_SKU_LENGTH)
    placement = forms.ModelChoiceField(
        Placement.objects.filter(is_enabled=True), label=gettext_lazy("Placement"), empty_label=None
    )
    version = forms.ModelChoiceField(
        PromptVersion.objects.filter(template__archived_at=None).select_related("template"),
        label=gettext_lazy("Version"),
        empty_label=None,
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data or default_choices())

    def clean_sku(self) -> Colorway:
        colorway = Colorway.objects.filter(sku=self.cleaned_data["sku"].strip()).select_related("product").first()
        if colorway is None:
            raise forms.ValidationError(_("No colour has this SKU."))
        return colorway


def default_choices() -> dict[str, str | int]:
    """The first product of the catalogue, the first placement, and a version of a template for that placement."""
    colorway = next(iter(Colorway.objects.samples(1)), None)
    placement = Placement.objects.filter(is_enabled=True).first()
    versions = PromptVersion.objects.filter(template__archived_at=None, template__placements=placement)
    version = versions.order_by("template__position", "-number").first() if placement else None
    return {
        "sku": colorway.sku if colorway else "",
        "placement": placement.pk if placement else "",
        "version": version.pk if version else "",
    }
