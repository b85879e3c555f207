"""The form of a channel in the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from renders import channels
from renders.models import Channel


class ChannelForm(forms.ModelForm):
    """The kinds that can be chosen, and the settings each takes, are those of the registered adapters."""

    kind = forms.ChoiceField(choices=lambda: [(kind, kind.capitalize()) for kind in channels.REGISTRY])
    settings = forms.JSONField(
        required=False,
        initial=dict,
        help_text="Names and values as JSON. A variable CHANNEL_<CODE>_<NAME> of the environment wins over its value.",
    )

    class Meta:
        model = Channel
        fields = ["name", "slug", "kind", "settings", "key_name", "is_enabled"]
        labels = {"slug": "Code"}
        help_texts = {
            "key_name": "The variable of the environment that holds the key. Empty: CHANNEL_<CODE>_KEY.",
        }

    def clean_settings(self) -> dict[str, str]:
        settings = self.cleaned_data["settings"] or {}
        if not isinstance(settings, dict) or not all(isinstance(value, str) for value in settings.values()):
            raise ValidationError('Settings are names and texts, for example {"shop": "north"}.')
        return settings

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = channels.REGISTRY.get(cleaned.get("kind", ""))
        allowed = kind.setting_names if kind else ()
        if kind and (unknown := [name for name in cleaned.get("settings", {}) if name not in allowed]):
            takes = ", ".join(allowed) or "none"
            self.add_error("settings", f"This kind does not take: {', '.join(unknown)}. It takes: {takes}.")
        return cleaned
