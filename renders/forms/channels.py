"""The form of a channel in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders import channels
from renders.models import Channel
from renders.models.publications import kind_choices


class ChannelForm(forms.ModelForm):
    """Each kind takes the settings of its registered adapter."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=kind_choices)

    class Meta:
        model = Channel
        fields = ["name", "slug", "kind", "settings", "key_name", "is_enabled"]
        labels = {"slug": gettext_lazy("Code")}
        help_texts = {
            "settings": gettext_lazy(
                "Names and values as JSON. A variable CHANNEL_<CODE>_<NAME> of the environment wins over its value."
            ),
            "key_name": gettext_lazy("The variable of the environment that holds the key. Empty: CHANNEL_<CODE>_KEY."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = channels.REGISTRY.get(cleaned.get("kind", ""))
        allowed = kind.setting_names if kind else ()
        settings = cleaned.get("settings")
        names = settings if isinstance(settings, dict) else {}
        if kind and (unknown := [name for name in names if name not in allowed]):
            takes = ", ".join(allowed) or _("none")
            self.add_error(
                "settings",
                _("This kind does not take: %(unknown)s. It takes: %(takes)s.")
                % {"unknown": ", ".join(unknown), "takes": takes},
            )
        return cleaned
