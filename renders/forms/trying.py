"""What a request without sending is drafted from."""

from typing import Any

from django import forms

from catalog.models import Colorway, Placement, PromptVersion


class TryForm(forms.Form):
    """A colour by its SKU, a placement and a version; begins with the first of each."""

    sku = forms.CharField(label="SKU", max_length=64)
    placement = forms.ModelChoiceField(Placement.objects.filter(is_enabled=True), empty_label=None)
    version = forms.ModelChoiceField(
        PromptVersion.objects.filter(template__archived_at=None).select_related("template"), empty_label=None
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data or usual_choices())

    def clean_sku(self) -> Colorway:
        """The colour of that SKU."""
        found = Colorway.objects.filter(sku=self.cleaned_data["sku"].strip()).select_related("product").first()
        if found is None:
            raise forms.ValidationError("No colour has this SKU.")
        return found


def usual_choices() -> dict[str, Any]:
    """The first product in the catalogue, in the first placement, with a version written for it."""
    colorway = next(iter(Colorway.objects.samples(1)), None)
    placement = Placement.objects.filter(is_enabled=True).first()
    written = PromptVersion.objects.filter(template__archived_at=None, template__placements=placement)
    version = written.order_by("template__position", "-number").first() if placement else None
    return {
        "sku": colorway.sku if colorway else "",
        "placement": placement.pk if placement else "",
        "version": version.pk if version else "",
    }
