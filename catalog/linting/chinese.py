"""How to prompt a model that writes Chinese: label pattern, scene before product, Chinese before English."""

import re
from collections.abc import Iterator

from catalog.linting import patterns
from catalog.linting.abilities import first_request
from catalog.linting.briefs import PHOTOGRAPHS, PromptBrief, ShotKind
from catalog.linting.findings import LintFinding, PromptFix
from catalog.linting.fixes import adding
from catalog.linting.patterns import whole_words
from catalog.texts import and_list, gettext_noop
from catalog.texts import gettext as _

FONT = whole_words("serif", "sans(?:-serif)?", r"calligraph\w+", "brush", "handwritten", "typeface", "font", "bold")
FOCUS = whole_words(r"(?:sharp|crisp)(?: focus)? on the label", r"label (?:is )?in (?:sharp |crisp )?focus")
ENGLISH = re.compile(r"(?<![\w-])English(?![\w-])|\{\{\s*[a-z0-9_]+_en\s*\}\}", re.IGNORECASE)
BIG, SMALL = (
    whole_words("large", "bold", "big", "huge"),
    whole_words("smaller", "small", "lighter", "thin"),
)
PRODUCT = re.compile(r"\{\{\s*product(?:_name)?\s*\}\}")
SCENE = dict(patterns.KIND_WORDS)["lifestyle"]
SIZES = "The Chinese line is large and bold, the English line smaller."
# What makes Chinese on a label come out right: pattern, detail where it is missing, the sentence a fix adds, reason.
LABEL_PATTERN = (
    (
        FONT,
        gettext_noop("does not name its type"),
        "Label text in bold serif Chinese.",
        gettext_noop("The type is named in English words."),
    ),
    (
        FOCUS,
        gettext_noop("has no focus on it"),
        "Sharp focus on the label.",
        gettext_noop("It makes the model treat the signs as the subject."),
    ),
    (
        ENGLISH,
        gettext_noop("has no small English line"),
        "",
        gettext_noop("Buyers abroad read the small English line under the Chinese one."),
    ),
)


def label_pattern(brief: PromptBrief) -> Iterator[LintFinding]:
    """A label with Chinese on it needs its type, its focus and a small English line."""
    if (
        not _writes_chinese(brief)
        or brief.kind not in PHOTOGRAPHS
        or not first_request(brief.text, patterns.LABEL_TEXT)
    ):
        return
    for pattern, detail, sentence, reason in LABEL_PATTERN:
        if not pattern.search(brief.text):
            fix = adding(brief.prompt, sentence) if sentence else None
            yield LintFinding("label-pattern", _("Chinese label"), _(detail), _(reason), "warning", fix)
    sources = {match[1].lower() for match in patterns.DIRECTION.finditer(brief.text)}
    if len(sources) > 1:
        reason = _("Two lights make two shadows, and the signs lose contrast.")
        detail = _("comes from %(sources)s") % {"sources": and_list(sorted(sources))}
        yield LintFinding("one-light", _("Lighting"), detail, reason, "warning")


def scene_first(brief: PromptBrief) -> Iterator[LintFinding]:
    """A scene that is described after the product drifts."""
    if (
        brief.kind != ShotKind.LIFESTYLE
        or not brief.able("chinese_text")
        or len(brief.able("chinese_text")) < len(brief.models)
    ):
        return
    product = PRODUCT.search(brief.text)
    scene = SCENE.search(brief.text)
    if product and scene and product.start() < scene.start():
        reason = _("This model drifts in what comes last. Describe the scene first and put the product into it.")
        yield LintFinding(
            "scene-first", _("Scene"), _("comes after the product"), reason, "warning", _scene_first(brief)
        )


def chinese_first(brief: PromptBrief) -> Iterator[LintFinding]:
    """A banner's Chinese headline comes first and large, its English line second and smaller."""
    if brief.kind != ShotKind.BANNER or not _has_chinese(brief):
        return
    chinese = next(place for place, sentence in enumerate(brief.sentences) if brief.is_chinese(sentence))
    english = next((place for place, sentence in enumerate(brief.sentences) if ENGLISH.search(sentence)), None)
    if english is not None and english < chinese:
        reason = _(
            "Whatever headline comes first is drawn largest: the English one would take the Chinese one's place."
        )
        fix = _swapped(brief, english, chinese)
        yield LintFinding("chinese-first", _("Headline"), _("has English before Chinese"), reason, "error", fix)
    if not _sized(brief):
        reason = _("Without sizes both lines are drawn alike, and neither leads.")
        fix = adding(brief.prompt, SIZES)
        yield LintFinding(
            "headline-sizes", _("Headline"), _("does not say which line is larger"), reason, "warning", fix
        )


def spelt_label(brief: PromptBrief) -> Iterator[LintFinding]:
    """A label that is seen in a banner but not spelt out gets an invented one."""
    if brief.kind != ShotKind.BANNER:
        return
    for sentence in brief.sentences:
        is_seen = re.search(r"(?<![\w-])label\b", sentence, re.IGNORECASE) and not patterns.DENIED.search(sentence)
        is_spelt = patterns.LABEL_TEXT.search(sentence) or brief.is_chinese(sentence) or patterns.BLANK.search(sentence)
        if is_seen and not is_spelt and not patterns.BLANK.search(brief.text):
            fix = adding(brief.prompt, "The label is blank.")
            reason = _("A model invents what a label says. Spell it out, or keep it blank and set the real one on.")
            yield LintFinding("spelt-label", _("Label"), _("is seen but not spelt out"), reason, "warning", fix)
            return


def _writes_chinese(brief: PromptBrief) -> bool:
    return bool(brief.able("chinese_text")) and _has_chinese(brief)


def _has_chinese(brief: PromptBrief) -> bool:
    return any(brief.is_chinese(sentence) for sentence in brief.sentences)


def _sized(brief: PromptBrief) -> bool:
    is_chinese_big = any(
        BIG.search(one) for one in brief.sentences if brief.is_chinese(one) or "chinese" in one.lower()
    )
    english = [one for one in brief.sentences if ENGLISH.search(one)]
    return is_chinese_big and (not english or any(SMALL.search(one) for one in english))


def _scene_first(brief: PromptBrief) -> PromptFix | None:
    """The sentence that names the product, moved to the end."""
    sentences = _sentences(brief.prompt)
    place = next((n for n, one in enumerate(sentences) if PRODUCT.search(one)), None)
    if place is None or len(sentences) < 2:
        return None
    rest = " ".join(one.strip() for n, one in enumerate(sentences) if n != place)
    if not SCENE.search(rest):
        return None
    return PromptFix(_("Move the product to the end"), f"{rest} {sentences[place].strip()}")


def _swapped(brief: PromptBrief, english: int, chinese: int) -> PromptFix | None:
    """The two headline sentences in the other order, where the prompt's sentences are the text's."""
    sentences = _sentences(brief.prompt)
    if len(sentences) != len(brief.sentences) or english == chinese:
        return None
    moved = [one.strip() for one in sentences]
    moved.insert(english, moved.pop(chinese))
    return PromptFix(_("Put the Chinese line first"), " ".join(moved))


def _sentences(prompt: str) -> list[str]:
    return PromptBrief(prompt).sentences
