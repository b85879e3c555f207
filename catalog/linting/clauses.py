"""Clauses a prompt needs: the guides' checklist of composition, background, light, lens, clear space, frame fill."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.linting import patterns
from catalog.linting.briefs import PromptBrief, ShotKind
from catalog.linting.editing import with_sentence
from catalog.linting.findings import Level, LintFinding, PromptFix


@dataclass(frozen=True)
class Clause:
    """What has to be in a prompt, why, and the sentence that a fix adds, by kind of shot.

    A kind without a sentence does not need the clause.
    """

    rule: str
    name: str
    looks_for: re.Pattern[str]
    reason: str
    sentences: Mapping[ShotKind, str]
    level: Level = "warning"

    def findings(self, brief: PromptBrief) -> Iterator[LintFinding]:
        """One finding where the brief's kind of shot needs the clause and has none."""
        sentence = self.sentences.get(brief.kind)
        if sentence and not self.looks_for.search(brief.text):
            fix = PromptFix(f"Add “{sentence}”", with_sentence(brief.prompt, sentence))
            yield LintFinding(self.rule, self.name, "is missing", self.reason, self.level, fix)


CLAUSES = (
    Clause(
        "composition",
        "Composition",
        patterns.COMPOSITION,
        "Without it every candidate stands differently, and a category page looks thrown together.",
        {
            ShotKind.PACKSHOT: "Front view, centered.",
            ShotKind.FLATLAY: "Top-down, 90 degrees, centered.",
            ShotKind.LIFESTYLE: "Front view, centered.",
            ShotKind.GRID: "Front view, arranged in one row.",
            ShotKind.BANNER: "Headline at the left half, product on the right.",
            ShotKind.CARD: "Product in the top two thirds, words in the bottom third.",
        },
    ),
    Clause(
        "background",
        "Background",
        patterns.BACKGROUND,
        "Without a background the model invents one, usually a wooden table.",
        {
            ShotKind.PACKSHOT: "On a seamless white cyclorama.",
            ShotKind.FLATLAY: "On light grey paper.",
            ShotKind.LIFESTYLE: "On a light oak countertop, blurred background.",
            ShotKind.GRID: "On a seamless light grey background.",
            ShotKind.BANNER: "On a soft gradient background.",
            ShotKind.CARD: "On a white background.",
        },
    ),
    Clause(
        "lighting",
        "Lighting",
        patterns.LIGHTING,
        "Light is what holds a catalogue together; left open, it changes from picture to picture.",
        {
            ShotKind.PACKSHOT: "Soft light from the upper left, contact shadow.",
            ShotKind.FLATLAY: "Even overhead light, contact shadow.",
            ShotKind.LIFESTYLE: "Window light from the left at golden hour, soft shadow.",
            ShotKind.GRID: "Even soft light from the upper left, contact shadow.",
        },
    ),
    Clause(
        "lens",
        "Lens",
        patterns.LENS,
        "The lens decides proportions: 50mm keeps a packshot's, 35mm opens a scene.",
        {ShotKind.PACKSHOT: "50mm.", ShotKind.FLATLAY: "50mm.", ShotKind.LIFESTYLE: "35mm.", ShotKind.GRID: "50mm."},
    ),
    Clause(
        "clear-space",
        "Clear space",
        patterns.CLEAR_SPACE,
        "Shops crop. Without clear space around the product a crop cuts into it.",
        {
            ShotKind.PACKSHOT: "Clear space top and bottom.",
            ShotKind.FLATLAY: "Clear space on all sides.",
            ShotKind.LIFESTYLE: "Clear space around the product.",
            ShotKind.GRID: "Evenly spaced, clear space on all sides.",
        },
    ),
    Clause(
        "frame-fill",
        "Frame fill",
        patterns.SHARE,
        "Without a share of the frame, fast models zoom far out or push the product into a corner.",
        {
            ShotKind.PACKSHOT: "Filling about 60% of frame.",
            ShotKind.FLATLAY: "Filling about 60% of frame.",
            ShotKind.LIFESTYLE: "Filling about 40% of frame.",
        },
        "error",
    ),
)

# Minimum, usual and maximum percent of the frame: the guides ask for about 60 of a packshot and 40 of a scene.
USUAL_SHARES = {ShotKind.PACKSHOT: (50, 60, 70), ShotKind.FLATLAY: (45, 60, 70), ShotKind.LIFESTYLE: (30, 40, 50)}


def unusual_share(brief: PromptBrief) -> Iterator[LintFinding]:
    """A share far from what the kind of shot is sold with."""
    match = patterns.SHARE.search(brief.text)
    if not match or brief.kind not in USUAL_SHARES:
        return
    share, (minimum, usual, maximum) = int(match["share"] or match["filled"]), USUAL_SHARES[brief.kind]
    if minimum <= share <= maximum:
        return
    reason = (
        f"A {brief.kind} of the catalogue fills {minimum} to {maximum}%; beside it this one would look out of scale."
    )
    yield LintFinding("unusual-share", "Frame fill", f"is {share}%", reason, "warning", _share_fix(brief, usual))


def _share_fix(brief: PromptBrief, usual: int) -> PromptFix | None:
    match = patterns.SHARE.search(brief.prompt)
    if not match:
        return None
    start, end = match.span("share" if match["share"] else "filled")
    return PromptFix(f"Make it {usual}%", f"{brief.prompt[:start]}{usual}{brief.prompt[end:]}")


def grid_constancy(brief: PromptBrief) -> Iterator[LintFinding]:
    """Several colours in one picture hold together only by what is said to be identical."""
    if brief.kind != ShotKind.GRID:
        return
    missing = [part for part in ("silhouette", "light", "shadow") if not _is_identical(brief.text, part)]
    if missing:
        sentence = "Identical silhouette, identical light, identical shadow."
        fix = PromptFix(f"Add “{sentence}”", with_sentence(brief.prompt, sentence))
        reason = "In one picture of several colours, only what is said to be identical stays the same."
        yield LintFinding(
            "grid-constancy", "Variant grid", f"does not fix {', '.join(missing)}", reason, "warning", fix
        )


def _is_identical(text: str, part: str) -> bool:
    return bool(patterns.whole_words(rf"(?:identical|same)(?: [\w-]+)? {part}\w*").search(text))
