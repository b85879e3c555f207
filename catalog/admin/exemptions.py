"""The form by which an admin lets one order use an image model that its placement does not allow."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from catalog.models import Exemption, ImageModel, Placement


class ExemptionForm(forms.ModelForm):
    placement = forms.ModelChoiceField(Placement.objects.filter(is_enabled=True), label=gettext_lazy("Placement"))
    image_model = forms.ModelChoiceField(ImageModel.objects.filter(is_enabled=True), label=gettext_lazy("Image model"))

    class Meta:
        model = Exemption
        fields = ["placement", "image_model", "reason"]
        labels = {"reason": gettext_lazy("Reason")}
        field_classes = {"reason": LineField}
        error_messages = {"reason": {"required": gettext_lazy("Say why: it is written on the set.")}}

    def clean(self) -> dict[str, Any]:
        """No exemption for a model that is allowed, that cannot draw the ratio, or that has an open exemption."""
        data = super().clean() or self.cleaned_data
        placement, model = data.get("placement"), data.get("image_model")
        if not (placement and model):
            return data
        if placement.image_models.filter(pk=model.pk).exists():
            self.add_error(
                "image_model",
                _("%(model)s may be used for %(placement)s already.") % {"model": model, "placement": placement.name},
            )
        elif placement.aspect not in model.aspects:
            self.add_error(
                "image_model", _("%(model)s does not draw %(aspect)s.") % {"model": model, "aspect": placement.aspect}
            )
        elif Exemption.objects.open().filter(placement=placement, image_model=model).exists():
            self.add_error(
                "image_model",
                _("The next order may use %(model)s for %(placement)s already.")
                % {"model": model, "placement": placement.name},
            )
        return data
