"""Prompts, placements and models that the tests of linting share."""

from typing import Any

from catalog.linting import LintFinding, ModelAbilities, PlacementRatio, PromptBrief, lint

SCHNELL = ModelAbilities("FLUX Schnell", {"chinese_text": False, "reference": False, "people": False, "logos": False})
QWEN = ModelAbilities("Qwen Image 2.0", {"chinese_text": True})
BANANA = ModelAbilities("Nano Banana Pro", {"people": True, "logos": True})
SQUARE, CARD, WIDE = (
    PlacementRatio("PDP main", "1:1"),
    PlacementRatio("Listing card", "4:3"),
    PlacementRatio("Hero", "16:9"),
)
ROSE = {"product_name": "Rose Essence Water", "label_text": "玫瑰精华水", "headline_zh": "新品上市"}

PACKSHOT = (
    "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 60% of frame, on a seamless white "
    "cyclorama. Soft light from the upper left, contact shadow, 50mm. No props. Clear space top and bottom."
)
BANNER = (
    "A banner on a soft pink gradient background. At the left half the headline reads {{headline_zh}} in large bold "
    "Chinese. Below it, in smaller English serif, {{headline_en}}. On the right one {{product}}, its label blank."
)
LABELLED = (
    "One {{product}} on a seamless off-white paper background, front view, centered, filling about 60% of frame. The "
    "label reads {{label_text}} in bold serif Chinese, below it a small English line {{product_name}}. Soft light from "
    "the left, 50mm, sharp focus on the label. Clear space top and bottom."
)


def findings(prompt: str, **circumstances: Any) -> list[LintFinding]:
    """All findings; on a square placement drawn by FLUX Schnell unless the test says otherwise."""
    return lint(
        PromptBrief(prompt, **{"placements": [SQUARE], "models": [SCHNELL], "samples": [ROSE], **circumstances})
    )


def rules(prompt: str, **circumstances: Any) -> list[str]:
    """The names of the rules that object."""
    return [finding.rule for finding in findings(prompt, **circumstances)]


def finding(rule: str, prompt: str, **circumstances: Any) -> LintFinding:
    """The finding of this rule."""
    return next(one for one in findings(prompt, **circumstances) if one.rule == rule)
