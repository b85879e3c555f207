"""The form of a channel in the admin."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders import channels
from renders.insights.channel_rules import channel_rules
from renders.models import Channel
from renders.models.channels import kind_choices


def rule_choices() -> list[tuple[str, str]]:
    return [("", _("None")), *((rules.code, _(rules.name)) for rules in channel_rules())]


class ChannelForm(forms.ModelForm):
    """Each kind takes the settings of its registered adapter."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=kind_choices)

    rules = forms.ChoiceField(
        label=gettext_lazy("Rules"),
        choices=rule_choices,
        required=False,
        help_text=gettext_lazy("What these rules block goes out with a reviewer's reason only."),
    )

    class Meta:
        model = Channel
        fields = ["name", "slug", "kind", "settings", "key_name", "rules", "is_enabled"]
        labels = {"slug": gettext_lazy("Code")}
        help_texts = {
            "settings": gettext_lazy(
                "Names and values as JSON. Every channel takes format (webp, jpeg, png or avif; else the placement's), "
                'max_kilobytes and long_edge in pixels, for example {"format": "jpeg", "max_kilobytes": "2000"}. '
                "A variable CHANNEL_<CODE>_<NAME> of the environment wins over its value."
            ),
            "key_name": gettext_lazy("The variable of the environment that holds the key. Empty: CHANNEL_<CODE>_KEY."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = channels.REGISTRY.get(cleaned.get("kind", ""))
        allowed = (*channels.FILE_SETTINGS, *kind.setting_names) if kind else ()
        settings = cleaned.get("settings")
        # What is no text is refused afterwards, by the shape of the column.
        names = settings if isinstance(settings, dict) else {}
        if not all(isinstance(value, str) for value in names.values()):
            return cleaned
        if kind and (unknown := [name for name in names if name not in allowed]):
            self.add_error(
                "settings",
                _("This kind does not take: %(unknown)s. It takes: %(takes)s.")
                % {"unknown": ", ".join(unknown), "takes": ", ".join(allowed)},
            )
        elif fault := fault_of_files(names, kind.file_limits(names) if kind else channels.ANY_FILE):
            self.add_error("settings", fault)
        return cleaned


def fault_of_files(settings: Mapping[str, str], limits: channels.FileLimits) -> str:
    """What is wrong with the settings about files, as a sentence."""
    try:
        channels.file_rules(settings, "webp", limits)
    except channels.SettingRefused as refusal:
        return str(refusal)
    return ""
