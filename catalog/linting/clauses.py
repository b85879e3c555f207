"""Clauses a prompt needs: the guides' checklist of composition, ground, light, lens, room and share of the frame."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.linting import words
from catalog.linting.briefs import Brief, Kind
from catalog.linting.findings import Finding, Fix, Level
from catalog.linting.rewriting import with_sentence


@dataclass(frozen=True)
class Clause:
    """One row: what has to be there, why, and the sentence that puts it there, by kind of shot.

    A kind without a sentence does not need the clause.
    """

    rule: str
    name: str
    looks_for: re.Pattern[str]
    reason: str
    sentences: Mapping[Kind, str]
    level: Level = "warning"

    def findings(self, brief: Brief) -> Iterator[Finding]:
        """One finding where the brief's kind of shot needs the clause and has none."""
        sentence = self.sentences.get(brief.kind)
        if sentence and not self.looks_for.search(brief.text):
            fix = Fix(f"Add “{sentence}”", with_sentence(brief.prompt, sentence))
            yield Finding(self.rule, self.name, "is missing", self.reason, self.level, fix)


CLAUSES = (
    Clause(
        "composition",
        "Composition",
        words.COMPOSITION,
        "Without it every candidate stands differently, and a category page looks thrown together.",
        {
            Kind.PACKSHOT: "Front view, centered.",
            Kind.FLATLAY: "Top-down, 90 degrees, centered.",
            Kind.LIFESTYLE: "Front view, centered.",
            Kind.GRID: "Front view, arranged in one row.",
            Kind.BANNER: "Headline at the left half, product on the right.",
            Kind.CARD: "Product in the top two thirds, words in the bottom third.",
        },
    ),
    Clause(
        "background",
        "Background",
        words.BACKGROUND,
        "A model that is not told the ground invents one, usually a wooden table.",
        {
            Kind.PACKSHOT: "On a seamless white cyclorama.",
            Kind.FLATLAY: "On light grey paper.",
            Kind.LIFESTYLE: "On a light oak countertop, blurred background.",
            Kind.GRID: "On a seamless light grey background.",
            Kind.BANNER: "On a soft gradient background.",
            Kind.CARD: "On a white background.",
        },
    ),
    Clause(
        "lighting",
        "Lighting",
        words.LIGHTING,
        "Light is what holds a catalogue together; left open, it changes from picture to picture.",
        {
            Kind.PACKSHOT: "Soft light from the upper left, contact shadow.",
            Kind.FLATLAY: "Even overhead light, contact shadow.",
            Kind.LIFESTYLE: "Window light from the left at golden hour, soft shadow.",
            Kind.GRID: "Even soft light from the upper left, contact shadow.",
        },
    ),
    Clause(
        "lens",
        "Lens",
        words.LENS,
        "The lens decides proportions: 50mm keeps a packshot's, 35mm opens a scene.",
        {Kind.PACKSHOT: "50mm.", Kind.FLATLAY: "50mm.", Kind.LIFESTYLE: "35mm.", Kind.GRID: "50mm."},
    ),
    Clause(
        "clear-space",
        "Clear space",
        words.CLEAR_SPACE,
        "Shops crop. Without room around the product a crop cuts into it.",
        {
            Kind.PACKSHOT: "Clear space top and bottom.",
            Kind.FLATLAY: "Clear space on all sides.",
            Kind.LIFESTYLE: "Clear space around the product.",
            Kind.GRID: "Evenly spaced, clear space on all sides.",
        },
    ),
    Clause(
        "frame-fill",
        "Frame fill",
        words.SHARE,
        "Without a share of the frame, fast models zoom far out or push the product into a corner.",
        {
            Kind.PACKSHOT: "Filling about 60% of frame.",
            Kind.FLATLAY: "Filling about 60% of frame.",
            Kind.LIFESTYLE: "Filling about 40% of frame.",
        },
        "error",
    ),
)

USUAL_SHARES = {Kind.PACKSHOT: (50, 60, 70), Kind.FLATLAY: (45, 60, 70), Kind.LIFESTYLE: (30, 40, 50)}
"""Least, usual and most of the frame, in percent: the guides ask for about 60 of a packshot and 40 of a scene."""


def unusual_share(brief: Brief) -> Iterator[Finding]:
    """A share far from what the kind of shot is sold with."""
    match = words.SHARE.search(brief.text)
    if not match or brief.kind not in USUAL_SHARES:
        return
    share, (least, usual, most) = int(match["share"] or match["filled"]), USUAL_SHARES[brief.kind]
    if least <= share <= most:
        return
    reason = f"A {brief.kind} of the catalogue fills {least} to {most}%; beside it this one would look out of scale."
    yield Finding("unusual-share", "Frame fill", f"is {share}%", reason, "warning", _share_fix(brief, usual))


def _share_fix(brief: Brief, usual: int) -> Fix | None:
    match = words.SHARE.search(brief.prompt)
    if not match:
        return None
    start, end = match.span("share" if match["share"] else "filled")
    return Fix(f"Make it {usual}%", f"{brief.prompt[:start]}{usual}{brief.prompt[end:]}")


def grid_constancy(brief: Brief) -> Iterator[Finding]:
    """Several colours in one picture hold together only by what is said to be identical."""
    if brief.kind != Kind.GRID:
        return
    missing = [part for part in ("silhouette", "light", "shadow") if not _is_identical(brief.text, part)]
    if missing:
        sentence = "Identical silhouette, identical light, identical shadow."
        fix = Fix(f"Add “{sentence}”", with_sentence(brief.prompt, sentence))
        reason = "In one picture of several colours, only what is said to be identical stays the same."
        yield Finding("grid-constancy", "Variant grid", f"does not fix {', '.join(missing)}", reason, "warning", fix)


def _is_identical(text: str, part: str) -> bool:
    return bool(words.words(rf"(?:identical|same)(?: [\w-]+)? {part}\w*").search(text))
