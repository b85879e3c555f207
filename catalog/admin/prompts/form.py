"""The form of a prompt version: its text, its parameters, its image model, and what each placeholder takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog import prompting
from catalog.forms.edits import EditConflict, EditsOneRow, plain
from catalog.models import ImageModel, Product, PromptVersion

# The content fields that the form shows; placeholder specs are entered beside the placeholders they belong to.
FORM_FIELDS = ["prompt", "negative", "style", "image_model", "parameters"]


@dataclass(frozen=True)
class PlaceholderRow:
    """One placeholder of the prompt on screen; `is_known` when products can fill it."""

    spec: prompting.PlaceholderSpec
    is_known: bool

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """Every kind with its label, and whether it is the chosen one."""
        return [(kind, _(label), kind == self.spec.kind) for kind, label in prompting.KINDS.items()]


def placeholder_rows(prompt: str, specs: Mapping[str, Any], known: list[str]) -> list[PlaceholderRow]:
    """A row for each placeholder that a prompt may have, in order of appearance, as it was entered."""
    names = prompting.placeholders(prompt)[: prompting.MAX_PLACEHOLDERS]
    return [PlaceholderRow(prompting.PlaceholderSpec(name, **specs.get(name, {})), name in known) for name in names]


def entered_specs(data: Mapping[str, str], prompt: str) -> dict[str, dict[str, str]]:
    """The specs of a sent form, for the placeholders of its prompt. Required text, the usual case, has no entry."""
    specs = {}
    for name in prompting.placeholders(prompt):
        kind, default = data.get(f"kind:{name}", "text"), data.get(f"default:{name}", "").strip()
        if kind != "text" or default:
            specs[name] = {"kind": kind, "default": default}
    return specs


class PromptVersionForm(EditsOneRow):
    """A prompt whose placeholders can all be filled, with its parameters and its image model."""

    class Meta:
        model = PromptVersion
        fields = ["template", *FORM_FIELDS]
        widgets = {"prompt": forms.Textarea(attrs={"rows": 7}), "negative": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.placeholder_specs: dict[str, dict[str, str]] = {}
        if "image_model" in self.fields:
            offered = Q(is_enabled=True) | Q(pk=self.instance.image_model_id)
            self.fields["image_model"].queryset = ImageModel.objects.filter(offered)  # type: ignore[attr-defined]
            self.fields["image_model"].empty_label = _("The placement's own choice")  # type: ignore[attr-defined]

    def values_read(self) -> list[tuple[str, Any]]:
        """With the specs, which are entered beside the placeholders they belong to."""
        return [*super().values_read(), ("placeholder_specs", self.instance.placeholder_specs)]

    def conflict_of(self, name: str, stored: Any) -> EditConflict:
        if name != "placeholder_specs":
            return super().conflict_of(name, stored)
        return EditConflict(_("Placeholders"), plain(stored.instance.placeholder_specs), plain(self.placeholder_specs))

    def clean_prompt(self) -> str:
        """Refuse what nobody can fill; each fault in its own sentence."""
        prompt = self.cleaned_data["prompt"].strip()
        self.placeholder_specs = entered_specs(self.data, prompt)
        known = [*Product.objects.attribute_names(), *self.placeholder_specs]
        errors = [str(fault) for fault in prompting.faults(prompt, known)]
        errors += prompting.spec_errors(self.placeholder_specs)
        if errors:
            raise ValidationError(errors)
        return prompt
