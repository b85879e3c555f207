"""Campaigns: arranged here before they begin, looked at and ended on their page in the app."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.guarded import GuardedAdmin
from catalog.models import Campaign, ImageModel, Placement, PromptVersion


class Moment(forms.DateTimeInput):
    """A day and a time in the browser's own picker: the admin's pair of fields has no labels."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class CampaignForm(forms.ModelForm):
    """A window and what it holds still."""

    starts_at = forms.DateTimeField(label="Starts", widget=Moment)
    ends_at = forms.DateTimeField(label="Ends", widget=Moment)
    versions = forms.ModelMultipleChoiceField(
        PromptVersion.objects.for_production()
        .filter(template__archived_at=None)
        .select_related("template")
        .order_by("template__name", "-number"),
        widget=forms.CheckboxSelectMultiple,
        help_text="Frozen versions, one of each template. Production uses these until the campaign ends.",
    )
    placements = forms.ModelMultipleChoiceField(
        Placement.objects.filter(is_enabled=True), widget=forms.CheckboxSelectMultiple
    )
    image_models = forms.ModelMultipleChoiceField(
        ImageModel.objects.filter(is_enabled=True),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Production draws with these alone. Empty: with whatever the placements allow.",
    )

    class Meta:
        model = Campaign
        fields = ["name", "slug", "starts_at", "ends_at", "versions", "placements", "image_models", "pilot_skus"]

    def clean(self) -> dict[str, Any]:
        """What the campaign is to hold fits together, and stays as it is until this is saved."""
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "A campaign ends after it starts.")
        if starts and ends and data.get("versions"):
            self.instance.starts_at, self.instance.ends_at = starts, ends
            held = (data["versions"], data.get("placements") or [], data.get("image_models") or [])
            for field, sentences in self.instance.faults(*held).items():
                for sentence in sentences:
                    self.add_error(field, sentence)
        return data


@admin.register(Campaign)
class CampaignAdmin(GuardedAdmin):
    """The list of campaigns. What runs or ran is only read: its own page ends it early."""

    form = CampaignForm
    list_display = ["name", "state", "starts_at", "ends_at", "holds"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        """With what a row shows."""
        return super().get_queryset(request).prefetch_related("versions__template")

    @admin.display(description="holds")
    def holds(self, campaign: Campaign) -> str:
        """Its versions."""
        return ", ".join(str(version) for version in campaign.versions.all())

    def has_change_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        """Until it begins."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == "coming")

    def has_delete_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        """Until it begins."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.state == "coming"
