"""Placements: which ratio and which image models a use of pictures allows."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalog.admin.base import CampaignLockableAdmin
from catalog.admin.matrix import exemption_add, exemption_withdraw, matrix_page
from catalog.models import Placement


class PlacementForm(forms.ModelForm):
    """A placement whose image models all draw its ratio, and whose default is one of them."""

    class Meta:
        model = Placement
        fields = [
            "name",
            "slug",
            "used_on",
            "is_enabled",
            "position",
            "aspect",
            "min_width",
            "min_height",
            "delivery_format",
            "image_models",
            "default_model",
            "needs_second_person",
        ]
        widgets = {"image_models": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        """Models and ratio have to fit, before a marketer finds out at launch."""
        data = super().clean() or self.cleaned_data
        allowed, default = list(data.get("image_models") or []), data.get("default_model")
        aspect = data.get("aspect")
        unfit = [model.name for model in allowed if aspect and aspect not in model.aspects]
        if unfit:
            self.add_error(
                "image_models", _("%(unfit)s cannot draw %(aspect)s.") % {"unfit": ", ".join(unfit), "aspect": aspect}
            )
        if default and default not in allowed:
            self.add_error("default_model", _("Choose one of the allowed image models."))
        return data


@admin.register(Placement)
class PlacementAdmin(CampaignLockableAdmin):
    """The list of placements in the order pages show them."""

    form = PlacementForm
    list_display = ["name", "aspect", "min_size", "default_model", "delivery_format", "is_enabled"]
    list_filter = ["is_enabled"]
    list_select_related = ["default_model"]
    prepopulated_fields = {"slug": ["name"]}
    fixed_while_used = ("slug",)

    @admin.display(description=gettext_lazy("minimum size"))
    def min_size(self, placement: Placement) -> str:
        """In pixels."""
        return f"{placement.min_width} × {placement.min_height}"

    def get_urls(self) -> list[URLPattern]:
        """With the page of placements and image models."""
        guarded = self.admin_site.admin_view
        own = [
            path("matrix/", guarded(partial(matrix_page, self)), name="catalog_placement_matrix"),
            path("exempt/", guarded(require_POST(partial(exemption_add, self))), name="catalog_placement_exempt"),
            path(
                "exempt/<int:pk>/withdraw/",
                guarded(require_POST(partial(exemption_withdraw, self))),
                name="catalog_placement_withdraw",
            ),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placement]:
        """In page order."""
        return super().get_queryset(request).order_by("position", "pk")
