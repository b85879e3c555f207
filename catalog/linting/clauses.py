"""Clauses a prompt needs: the guides' checklist of composition, background, light, lens, clear space, frame fill."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.linting import patterns
from catalog.linting.briefs import PromptBrief, ShotKind
from catalog.linting.findings import Level, LintFinding, PromptFix
from catalog.linting.fixes import adding
from catalog.texts import gettext as _
from catalog.texts import gettext_noop


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
            fix = adding(brief.prompt, sentence)
            yield LintFinding(self.rule, _(self.name), _("is missing"), _(self.reason), self.level, fix)


CLAUSES = (
    Clause(
        "composition",
        gettext_noop("Composition"),
        patterns.COMPOSITION,
        gettext_noop("Without it every candidate stands differently, and a category page looks thrown together."),
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
        gettext_noop("Background"),
        patterns.BACKGROUND,
        gettext_noop("Without a background the model invents one, usually a wooden table."),
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
        gettext_noop("Lighting"),
        patterns.LIGHTING,
        gettext_noop("Light is what holds a catalogue together; left open, it changes from picture to picture."),
        {
            ShotKind.PACKSHOT: "Soft light from the upper left, contact shadow.",
            ShotKind.FLATLAY: "Even overhead light, contact shadow.",
            ShotKind.LIFESTYLE: "Window light from the left at golden hour, soft shadow.",
            ShotKind.GRID: "Even soft light from the upper left, contact shadow.",
        },
    ),
    Clause(
        "lens",
        gettext_noop("Lens"),
        patterns.LENS,
        gettext_noop("The lens decides proportions: 50mm keeps a packshot's, 35mm opens a scene."),
        {ShotKind.PACKSHOT: "50mm.", ShotKind.FLATLAY: "50mm.", ShotKind.LIFESTYLE: "35mm.", ShotKind.GRID: "50mm."},
    ),
    Clause(
        "clear-space",
        gettext_noop("Clear space"),
        patterns.CLEAR_SPACE,
        gettext_noop("Shops crop. Without clear space around the product a crop cuts into it."),
        {
            ShotKind.PACKSHOT: "Clear space top and bottom.",
            ShotKind.FLATLAY: "Clear space on all sides.",
            ShotKind.LIFESTYLE: "Clear space around the product.",
            ShotKind.GRID: "Evenly spaced, clear space on all sides.",
        },
    ),
    Clause(
        "frame-fill",
        gettext_noop("Frame fill"),
        patterns.SHARE,
        gettext_noop("Without a share of the frame, fast models zoom far out or push the product into a corner."),
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
    reason = _(
        "A %(kind)s of the catalogue fills %(minimum)s to %(maximum)s%%; beside it this one would look out of scale."
    ) % {"kind": brief.kind.label, "minimum": minimum, "maximum": maximum}
    yield LintFinding(
        "unusual-share",
        _("Frame fill"),
        _("is %(share)s%%") % {"share": share},
        reason,
        "warning",
        _share_fix(brief, usual),
    )


def _share_fix(brief: PromptBrief, usual: int) -> PromptFix | None:
    match = patterns.SHARE.search(brief.prompt)
    if not match:
        return None
    start, end = match.span("share" if match["share"] else "filled")
    return PromptFix(_("Make it %(usual)s%%") % {"usual": usual}, f"{brief.prompt[:start]}{usual}{brief.prompt[end:]}")


def grid_constancy(brief: PromptBrief) -> Iterator[LintFinding]:
    """Several colours in one picture hold together only by what is said to be identical."""
    if brief.kind != ShotKind.GRID:
        return
    parts = {"silhouette": _("silhouette"), "light": _("light"), "shadow": _("shadow")}
    missing = [name for part, name in parts.items() if not _is_identical(brief.text, part)]
    if missing:
        sentence = "Identical silhouette, identical light, identical shadow."
        fix = adding(brief.prompt, sentence)
        reason = _("In one picture of several colours, only what is said to be identical stays the same.")
        yield LintFinding(
            "grid-constancy",
            _("Variant grid"),
            _("does not fix %(parts)s") % {"parts": ", ".join(missing)},
            reason,
            "warning",
            fix,
        )


def _is_identical(text: str, part: str) -> bool:
    return bool(patterns.whole_words(rf"(?:identical|same)(?: [\w-]+)? {part}\w*").search(text))
