"""Which live pictures to list: everything that went out with one prompt version or image model, for example."""

from typing import ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.fields import RowFilterField
from catalog.models import ImageModel, PromptTemplate
from renders.models import Channel, Publication
from renders.models.publications import PublicationQuerySet


class LiveFilter(forms.Form):
    """It lives in the address. An unknown value finds nothing: whoever recalls pictures must not get all of them."""

    channel = RowFilterField(
        Channel.objects.all(), label=gettext_lazy("Channel"), everything=gettext_lazy("All channels")
    )
    template = RowFilterField(
        PromptTemplate.objects.order_by("name", "pk"),
        label=gettext_lazy("Template"),
        everything=gettext_lazy("All templates"),
    )
    version = forms.IntegerField(label=gettext_lazy("Version"), required=False, min_value=1, max_value=1_000_000)
    model = RowFilterField(
        ImageModel.objects.order_by("slug"),
        label=gettext_lazy("Image model"),
        everything=gettext_lazy("All image models"),
    )
    q = forms.CharField(label=gettext_lazy("Product or SKU"), required=False, max_length=120)

    # Where a publication says it.
    LOOKUPS: ClassVar = {
        "channel": "channel",
        "template": "render__shot__version__template",
        "version": "render__shot__version__number",
        "model": "render__shot__image_model",
    }

    def clean_version(self) -> int | None:
        """Numbers of versions begin anew in each template."""
        version: int | None = self.cleaned_data["version"]
        if version and not self.cleaned_data.get("template"):
            raise forms.ValidationError(_("Choose the template of this version."))
        return version

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for something, so that it does not find everything that is live."""
        return self.is_valid() and any(self.cleaned_data.values())

    def live(self) -> PublicationQuerySet:
        """What is live, or may be, of what is asked for, the latest first."""
        if not self.is_valid():
            return Publication.objects.none()
        selected = {name: value for name, value in self.cleaned_data.items() if value}
        rows = Publication.objects.may_be_live()
        rows = rows.filter(**{self.LOOKUPS[name]: selected[name] for name in selected.keys() & self.LOOKUPS})
        if words := selected.get("q"):
            colorway = "render__shot__colorway__"
            named = Q(**{f"{colorway}product__name__icontains": words})
            rows = rows.filter(
                named | Q(**{f"{colorway}sku__istartswith": words}) | Q(**{f"{colorway}product__code": words})
            )
        return rows.latest_first().select_related("render__shot__version__template", "render__shot__image_model")
