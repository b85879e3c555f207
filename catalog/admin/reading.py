"""What a prompt becomes while it is typed: three products' prompts, its faults with their fixes, what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog import linting, prompting
from catalog.admin.prompt_form import slot_rows
from catalog.models import Colorway, ImageModel, Product, PromptTemplate

SAMPLES = 3
LONGEST_READ = 10_000
"""Characters of a prompt that are read while it is typed; a saved one has at most 4000."""


@dataclass(frozen=True)
class Sample:
    """One product's prompt. `lacks` are facts it does not know, `misfits` sentences about those of the wrong kind."""

    colorway: Colorway
    pieces: Sequence[prompting.Piece]
    lacks: Sequence[str]
    misfits: Sequence[str]

    @property
    def length(self) -> int:
        """Characters of the filled prompt."""
        return sum(len(piece.text) for piece in self.pieces)


@dataclass(frozen=True)
class Limit:
    """How long a prompt an image model takes (0: not stated), and how long the longest sample is."""

    name: str
    most: int
    longest: int

    @property
    def is_over(self) -> bool:
        """Whether the vendor would refuse it."""
        return bool(self.most) and self.longest > self.most


@dataclass(frozen=True)
class Fault:
    """A sentence about a placeholder and, where a known name is close, the prompt with that one."""

    sentence: str
    fix: linting.Fix | None = None


def reading(
    template: PromptTemplate | None, prompt: str, told: Mapping[str, Any], image_model: ImageModel | None
) -> dict[str, Any]:
    """What the page shows around a prompt with its slots and model, as template variables."""
    prompt = prompt[:LONGEST_READ]
    known = Product.objects.fact_names()
    samples = [sample_of(colorway, prompt, told, known) for colorway in Colorway.objects.samples(SAMPLES)]
    brief = (template or PromptTemplate()).brief(prompt, told, image_model)
    current = template.current if template else None
    longest = max((sample.length for sample in samples), default=len(prompt))
    limits = limits_of(template, image_model, longest)
    return {
        "samples": samples,
        "faults": faults_of(prompt, [*known, *told]) + [Fault(sentence) for sentence in prompting.malformed(told)],
        "findings": linting.lint(brief),
        "kind": brief.kind,
        "limits": limits,
        "is_too_long": any(limit.is_over for limit in limits),
        "length": len(prompt),
        "current": current,
        "changes": prompting.changes(current.prompt, prompt) if current else [],
        "slot_rows": slot_rows(prompt, told, known),
        "slots_for": " ".join(prompting.placeholders(prompt)),
    }


def sample_of(colorway: Colorway, prompt: str, told: Mapping[str, Any], known: Sequence[str]) -> Sample:
    """The prompt filled for one colour, and what stands in the way."""
    facts = prompting.completed(colorway.facts(), told)
    pieces = prompting.pieces(prompt, facts)
    missing = dict.fromkeys(piece.name for piece in pieces if piece.is_missing)
    return Sample(
        colorway, pieces, [name for name in missing if name in {*known, *told}], prompting.misfits(facts, told)
    )


def faults_of(prompt: str, known: Sequence[str]) -> list[Fault]:
    """Broken braces and unknown names; a name that is nearly known comes with one click."""
    found = []
    unknown = iter([name for name in prompting.placeholders(prompt) if name not in known])
    for sentence in prompting.faults(prompt, known):
        name = next(unknown, "") if sentence.startswith("Unknown placeholder") else ""
        close = prompting.suggestion(name, known) if name else ""
        fix = linting.Fix(f"Make it {{{{{close}}}}}", prompting.renamed(prompt, name, close)) if close else None
        found.append(Fault(sentence, fix))
    return found


def limits_of(template: PromptTemplate | None, image_model: ImageModel | None, longest: int) -> list[Limit]:
    """The version's own model, else every model that its placements allow."""
    models = [image_model] if image_model else allowed_models(template)
    return [Limit(model.name, prompt_limit(model), longest) for model in models]


def allowed_models(template: PromptTemplate | None) -> list[ImageModel]:
    """The models that may draw for a template's placements."""
    if template is None:
        return []
    return list(ImageModel.objects.filter(placements__templates=template, is_enabled=True).distinct())


def prompt_limit(model: ImageModel) -> int:
    """Characters the vendor takes, where its input schema says; else 0."""
    return int(model.input_schema.get("properties", {}).get("prompt", {}).get("maxLength", 0))
