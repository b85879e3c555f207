"""The prompt of a version as its page shows it."""

from typing import Any

from catalog import linting, prompting
from catalog.models import Campaign, Colorway, PromptVersion

SAMPLES = 3


def version_content(version: PromptVersion) -> dict[str, Any]:
    """Template variables: the prompt as it was written, filled for three products, and what linting finds."""
    samples = [
        (colorway, prompting.pieces(version.prompt, version.values_with_defaults(colorway.placeholder_values())))
        for colorway in Colorway.objects.samples(SAMPLES)
    ]
    brief = version.template.brief(version.prompt, version.placeholder_specs, version.image_model)
    newest = max(version.template.versions.all(), key=lambda one: one.number)
    return {
        "version": version,
        "template": version.template,
        "pieces": prompting.pieces(version.prompt, {}),
        "samples": samples,
        "kind": brief.kind,
        "findings": linting.lint(brief),
        "newest": newest,
        "next_number": newest.number + 1,
        # A campaign locks frozen versions only.
        "campaigns": Campaign.objects.unfinished().filter(versions=version) if version.frozen_at else [],
    }
