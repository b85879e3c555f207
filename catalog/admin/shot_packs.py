"""Shot packs: which placements are ordered together."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.base import BoundedInline, GuardedAdmin
from catalog.models import ShotPack, ShotPackLine
from catalog.models.shot_packs import MAX_LINES


class ShotPackLineForm(forms.ModelForm):
    """A placement with a template that is written for it, and a model that may draw there."""

    class Meta:
        model = ShotPackLine
        fields = ["placement", "template", "image_model", "count", "position"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        placement, template, model = (data.get(name) for name in ("placement", "template", "image_model"))
        if placement and template and not template.placements.contains(placement):
            refusal = _("%(template)s was not written for %(placement)s.")
            self.add_error("template", refusal % {"template": template, "placement": placement.name})
        if placement and model and not placement.image_models.contains(model):
            refusal = _("%(model)s may not be used for %(placement)s.")
            self.add_error("image_model", refusal % {"model": model, "placement": placement.name})
        return data


class ShotPackLineInline(BoundedInline):
    """The placements of a pack, in the order in which compose lists them."""

    model = ShotPackLine
    form = ShotPackLineForm
    extra = 1
    max_num = MAX_LINES
    verbose_name = gettext_lazy("placement of this pack")
    verbose_name_plural = gettext_lazy("placements of this pack")


@admin.register(ShotPack)
class ShotPackAdmin(GuardedAdmin):
    """The list of packs in the order in which compose offers them."""

    inlines = [ShotPackLineInline]
    list_display = ["name", "purpose", "is_enabled"]
    list_filter = ["is_enabled"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "purpose", "position", "is_enabled"]

    # Packs that ship would be made again. A pack that nobody wants is switched off.
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
