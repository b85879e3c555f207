"""What a prompt becomes while it is typed: filled for three products, its faults with their fixes, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalog import linting, prompting
from catalog.admin.prompts.form import placeholder_rows
from catalog.models import Colorway, ImageModel, Product, PromptTemplate

SAMPLES = 3
# Characters of a prompt that are previewed while it is typed; a saved one has at most 4000.
MAX_PREVIEW_LENGTH = 10_000


@dataclass(frozen=True)
class FilledSample:
    """One product's prompt.

    `missing` are attributes that the product lacks, `value_errors` sentences about values of the wrong kind.
    """

    colorway: Colorway
    pieces: Sequence[prompting.PromptPiece]
    missing: Sequence[str]
    value_errors: Sequence[str]

    @property
    def length(self) -> int:
        """Characters of the filled prompt."""
        return sum(len(piece.text) for piece in self.pieces)


@dataclass(frozen=True)
class PromptLimit:
    """How many characters of prompt an image model takes (0: not documented), and the longest sample."""

    name: str
    max_length: int
    longest: int

    @property
    def is_exceeded(self) -> bool:
        """Whether the vendor would refuse the prompt."""
        return bool(self.max_length) and self.longest > self.max_length


@dataclass(frozen=True)
class FixableFault:
    """Why the prompt cannot be saved and, where a known name is close, the prompt with that name."""

    sentence: str
    fix: linting.PromptFix | None = None


def preview_context(
    template: PromptTemplate | None, prompt: str, specs: Mapping[str, Any], image_model: ImageModel | None
) -> dict[str, Any]:
    """What the page shows around a prompt with its placeholder specs and model, as template variables."""
    prompt = prompt[:MAX_PREVIEW_LENGTH]
    known = Product.objects.attribute_names()
    samples = [fill_sample(colorway, prompt, specs, known) for colorway in Colorway.objects.samples(SAMPLES)]
    brief = (template or PromptTemplate()).brief(prompt, specs, image_model)
    current = template.current if template else None
    longest = max((sample.length for sample in samples), default=len(prompt))
    limits = limits_of(template, image_model, longest)
    return {
        "samples": samples,
        "faults": faults_of(prompt, specs, known),
        "findings": linting.lint(brief),
        "kind": brief.kind,
        "limits": limits,
        "is_too_long": any(limit.is_exceeded for limit in limits),
        "length": len(prompt),
        "current": current,
        "changes": prompting.changes(current.prompt, prompt) if current else [],
        "placeholder_rows": placeholder_rows(prompt, specs, known),
        "specs_for": " ".join(prompting.placeholders(prompt)),
    }


def fill_sample(colorway: Colorway, prompt: str, specs: Mapping[str, Any], known: Sequence[str]) -> FilledSample:
    """The prompt filled for one colorway, and why an order for it would be refused."""
    values = prompting.with_defaults(colorway.placeholder_values(), specs)
    pieces = prompting.pieces(prompt, values)
    unfilled = dict.fromkeys(piece.name for piece in pieces if piece.is_missing)
    # A name that nothing fills is a fault of the prompt, not of the product.
    missing = [name for name in unfilled if name in {*known, *specs}]
    return FilledSample(colorway, pieces, missing, prompting.value_errors(values, specs))


def faults_of(prompt: str, specs: Mapping[str, Any], known: Sequence[str]) -> list[FixableFault]:
    """Broken braces, unknown names and specs that mean nothing; a name that is nearly known comes with a fix."""
    faults = [FixableFault(fault.sentence, _fix(prompt, fault)) for fault in prompting.faults(prompt, [*known, *specs])]
    return faults + [FixableFault(sentence) for sentence in prompting.spec_errors(specs)]


def _fix(prompt: str, fault: prompting.PromptFault) -> linting.PromptFix | None:
    if not fault.suggestion:
        return None
    renamed = prompting.rename_placeholder(prompt, fault.unknown_name, fault.suggestion)
    return linting.PromptFix(_("Make it {{%(suggestion)s}}") % {"suggestion": fault.suggestion}, renamed)


def limits_of(template: PromptTemplate | None, image_model: ImageModel | None, longest: int) -> list[PromptLimit]:
    """Of the version's own model, else of every model that its placements allow."""
    models = [image_model] if image_model else allowed_models(template)
    return [PromptLimit(model.name, prompt_limit(model), longest) for model in models]


def allowed_models(template: PromptTemplate | None) -> list[ImageModel]:
    """The models that may draw for a template's placements."""
    if template is None:
        return []
    return list(ImageModel.objects.filter(placements__templates=template, is_enabled=True).distinct())


def prompt_limit(model: ImageModel) -> int:
    """Characters that the vendor takes, where its input schema says so; else 0."""
    return int(model.input_schema.get("properties", {}).get("prompt", {}).get("maxLength", 0))
