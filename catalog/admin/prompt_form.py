"""The form of a prompt: its words, its parameters, its model, and what each placeholder takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from catalog import prompting
from catalog.models import ImageModel, Product, PromptVersion

WORDS = ["prompt", "negative", "image_model", "parameters"]
"""What the form shows; slots are entered beside the placeholders they belong to."""


@dataclass(frozen=True)
class SlotRow:
    """One placeholder of the prompt on screen; `is_known` when products can fill it."""

    slot: prompting.Slot
    is_known: bool

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """Every kind with its name, and whether it is the chosen one."""
        return [(kind, name, kind == self.slot.kind) for kind, name in prompting.KINDS.items()]


def slot_rows(prompt: str, told: Mapping[str, Any], known: list[str]) -> list[SlotRow]:
    """A row for each placeholder, in order of appearance, as it was entered."""
    names = prompting.placeholders(prompt)
    return [SlotRow(prompting.Slot(name, **told.get(name, {})), name in known) for name in names]


def entered_slots(data: Mapping[str, str], prompt: str) -> dict[str, dict[str, str]]:
    """The slots of a sent form, for the placeholders its prompt asks for. Plain required text is left unsaid."""
    found = {}
    for name in prompting.placeholders(prompt):
        kind, default = data.get(f"kind:{name}", "text"), data.get(f"default:{name}", "").strip()
        if kind != "text" or default:
            found[name] = {"kind": kind, "default": default}
    return found


class PromptVersionForm(forms.ModelForm):
    """A prompt whose placeholders can all be filled, with its parameters and its model."""

    class Meta:
        model = PromptVersion
        fields = ["template", *WORDS]
        widgets = {"prompt": forms.Textarea(attrs={"rows": 7}), "negative": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.slots: dict[str, dict[str, str]] = {}
        if "image_model" in self.fields:
            offered = Q(is_enabled=True) | Q(pk=self.instance.image_model_id)
            self.fields["image_model"].queryset = ImageModel.objects.filter(offered)  # type: ignore[attr-defined]
            self.fields["image_model"].empty_label = "The placement's own choice"  # type: ignore[attr-defined]

    def clean_prompt(self) -> str:
        """Refuse what nobody can fill; each fault in its own sentence."""
        prompt = self.cleaned_data["prompt"].strip()
        self.slots = entered_slots(self.data, prompt)
        found = prompting.faults(prompt, [*Product.objects.fact_names(), *self.slots])
        found += prompting.malformed(self.slots)
        if found:
            raise ValidationError(found)
        return prompt

    def clean_parameters(self) -> dict[str, Any]:
        """Names and values."""
        parameters = self.cleaned_data["parameters"]
        if parameters in (None, ""):
            return {}
        if not isinstance(parameters, dict):
            raise ValidationError('Write a JSON object, for example {"long_edge": 1024}.')
        return parameters
