"""Who writes a customer's name on a banner: Packshot, or an image model; and the reason why nobody need decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.fields import LineField
from catalog.models import ImageModel, PromptVersion
from catalog.models.products import CUSTOMER_NAME
from catalog.money import dollars
from catalog.texts import or_list
from renders.models import Banner
from renders.models.banners import MAX_REASON

SET, DRAWN = "set", "drawn"


class ImageModelField(forms.ModelChoiceField):
    """Image models with what one banner costs."""

    def label_from_instance(self, model: Any) -> str:
        return _("%(model)s, %(price)s a banner") % {"model": model, "price": f"${dollars(model.price_micros)}"}


class BannerWayForm(forms.Form):
    """How a draft gets its names."""

    way = forms.ChoiceField(
        label=gettext_lazy("The name is"),
        choices=[(SET, gettext_lazy("set by Packshot in a font, free")), (DRAWN, gettext_lazy("drawn by a model"))],
    )
    version = forms.ModelChoiceField(
        PromptVersion.objects.none(),
        label=gettext_lazy("Prompt"),
        required=False,
        empty_label=gettext_lazy("Choose a prompt"),
        help_text=gettext_lazy("A current, frozen version for this placement with {{customer_name}} in it."),
        error_messages={"invalid_choice": gettext_lazy("This version is not current any more. Choose another one.")},
    )
    image_model = ImageModelField(
        ImageModel.objects.none(),
        label=gettext_lazy("Image model"),
        required=False,
        empty_label=gettext_lazy("Choose an image model"),
        error_messages={"invalid_choice": gettext_lazy("This placement does not allow this image model any more.")},
    )

    def __init__(self, data: Any = None, *, banner: Banner) -> None:
        way = DRAWN if banner.is_drawn else SET
        super().__init__(data, initial={"way": way, "version": banner.version_id, "image_model": banner.image_model_id})
        self.banner = banner
        models = models_of(banner)
        self.writers = [model for model in models if model.may_write_names]
        version, image_model = self.fields["version"], self.fields["image_model"]
        version.queryset = versions_of(banner)  # type: ignore[attr-defined]
        image_model.queryset = models  # type: ignore[attr-defined]
        offered = [(model.pk, ImageModelField.label_from_instance(image_model, model)) for model in self.writers]  # type: ignore[arg-type]
        image_model.widget.choices = [("", image_model.empty_label), *offered]  # type: ignore[attr-defined]

    def clean_image_model(self) -> ImageModel | None:
        model: ImageModel | None = self.cleaned_data["image_model"]
        if model and not model.may_write_names:
            raise ValidationError(self.refusal_of(model))
        return model

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("way") != DRAWN:
            return {**data, "version": None, "image_model": None}
        for name, sentence in (("version", _("Choose a prompt.")), ("image_model", _("Choose an image model."))):
            if name in data and not data[name]:
                self.add_error(name, sentence)
        version, model = data.get("version"), data.get("image_model")
        if version and model and version.fixed_model_id not in (None, model.pk):
            fixed = _("%(version)s fixes its image model: %(model)s.")
            self.add_error("image_model", fixed % {"version": version, "model": version.fixed_model})
        return data

    def refusal_of(self, model: ImageModel) -> str:
        """Why it draws no names, and which models may."""
        garbles = _("%(model)s does not write names.") % {"model": model}
        if not self.writers:
            return garbles
        return f"{garbles} {_('Choose %(models)s.') % {'models': or_list([str(one) for one in self.writers])}}"

    def save(self) -> bool:
        """False when somebody froze the version meanwhile."""
        return self.banner.choose_writer(self.cleaned_data["version"], self.cleaned_data["image_model"])


def versions_of(banner: Banner) -> QuerySet[PromptVersion]:
    """Those from which production may draw a name on what the hero shows."""
    placement = banner.decision.render.shot.placement_id
    current = PromptVersion.objects.filter(template__current=F("pk"), frozen_at__isnull=False)
    named = current.filter(template__placements=placement, template__archived_at=None, prompt__contains=CUSTOMER_NAME)
    asking = [one.pk for one in named if CUSTOMER_NAME in one.placeholders]
    return PromptVersion.objects.filter(pk__in=asking).select_related("template", "image_model", "frozen_model")


def models_of(banner: Banner) -> QuerySet[ImageModel]:
    return banner.decision.render.shot.placement.image_models.filter(is_enabled=True).order_by("price_micros", "name")


class UnreviewedForm(forms.Form):
    """Why pictures of a banner are sent without a decision."""

    reason = LineField(
        label=gettext_lazy("Reason"),
        max_length=MAX_REASON,
        error_messages={"required": gettext_lazy("Say why nobody needs to look at each picture.")},
    )
