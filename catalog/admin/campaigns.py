"""Campaigns: arranged here before they begin; a running one has its page in the app."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.base import GuardedAdmin
from catalog.models import Campaign, ImageModel, Placement, PromptVersion
from config.configuration.rows import MomentField


class CampaignForm(forms.ModelForm):
    """A window of time, and the rows that it locks."""

    starts_at = MomentField(label=gettext_lazy("Starts"))
    ends_at = MomentField(label=gettext_lazy("Ends"))
    versions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Versions"),
        queryset=PromptVersion.objects.for_production()
        .filter(template__archived_at=None)
        .select_related("template")
        .order_by("template__name", "-number"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Frozen versions, one of each template. Production uses these until the campaign ends."),
    )
    placements = forms.ModelMultipleChoiceField(
        Placement.objects.filter(is_enabled=True), label=gettext_lazy("Placements"), widget=forms.CheckboxSelectMultiple
    )
    image_models = forms.ModelMultipleChoiceField(
        ImageModel.objects.filter(is_enabled=True),
        label=gettext_lazy("Image models"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Production draws with these only. Empty: with whatever the placements allow."),
    )

    class Meta:
        model = Campaign
        fields = ["name", "slug", "starts_at", "ends_at", "versions", "placements", "image_models", "pilot_skus"]
        fields += ["account_share"]

    def clean(self) -> dict[str, Any]:
        """The rows fit together, and stay as they are until this is saved: `Campaign.faults` takes row locks."""
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("A campaign ends after it starts."))
        if starts and ends and data.get("versions"):
            self.instance.starts_at, self.instance.ends_at = starts, ends
            self.instance.account_share = data.get("account_share") or 0
            rows = (data["versions"], data.get("placements") or [], data.get("image_models") or [])
            for field, sentences in self.instance.faults(*rows).items():
                for sentence in sentences:
                    self.add_error(field, sentence)
        return data


@admin.register(Campaign)
class CampaignAdmin(GuardedAdmin):
    """The list of campaigns. One that has begun is read only: its own page changes its share and ends it."""

    form = CampaignForm
    list_display = ["name", "state_name", "starts_at", "ends_at", "locked_versions"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        return super().get_queryset(request).prefetch_related("versions__template")

    @admin.display(description=gettext_lazy("state"))
    def state_name(self, campaign: Campaign) -> str:
        return {"coming": _("coming"), "running": _("running"), "over": _("over")}[campaign.state]

    @admin.display(description=gettext_lazy("locks"))
    def locked_versions(self, campaign: Campaign) -> str:
        return ", ".join(str(version) for version in campaign.versions.all())

    def has_change_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        """Until it begins."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == "coming")

    def has_delete_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        """Until it begins."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.state == "coming"
