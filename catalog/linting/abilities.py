"""What a prompt asks of an image model that is known to be bad at it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.linting import patterns
from catalog.linting.briefs import ModelAbilities, PromptBrief
from catalog.linting.editing import clause_of, cut, with_sentence
from catalog.linting.findings import Level, LintFinding, PromptFix
from catalog.texts import and_list, gettext_noop
from catalog.texts import gettext as _


@dataclass(frozen=True)
class Weakness:
    """What must not be asked of a model without `ability`, why, and the sentence that a fix puts in its place.

    `detail` continues the name and has room for %(models)s. The fix takes out the whole clause, or (with
    `cuts_clause` False) only the words found.
    """

    rule: str
    name: str
    ability: str
    looks_for: re.Pattern[str]
    detail: str
    reason: str
    sentence: str
    cuts_clause: bool = True

    def findings(self, brief: PromptBrief) -> Iterator[LintFinding]:
        """One finding that names the models, where the prompt asks for it."""
        unable = brief.unable(self.ability)
        if unable and first_request(brief.text, self.looks_for):
            yield LintFinding(
                self.rule,
                _(self.name),
                _(self.detail) % {"models": names_of(unable)},
                _(self.reason) + alternative(brief, self.ability),
                level_of(brief, unable),
                self._fix(brief),
            )

    def taken_out(self, prompt: str) -> str:
        """The prompt without what asks for it."""
        for _time in range(prompt.count(" ") + 1):
            match = first_request(prompt, self.looks_for)
            if not match:
                break
            end = len(prompt) if self.cuts_clause else match.end()
            prompt = cut(prompt, match.start(), end)
        return prompt

    def _fix(self, brief: PromptBrief) -> PromptFix | None:
        prompt = self.taken_out(brief.prompt)
        if not prompt or prompt == brief.prompt or "{{" not in prompt:
            return None
        return PromptFix(
            _("Take it out, add “%(sentence)s”") % {"sentence": self.sentence}, with_sentence(prompt, self.sentence)
        )


WEAKNESSES = (
    Weakness(
        "label-text",
        gettext_noop("Label text"),
        "logos",
        patterns.LABEL_TEXT,
        gettext_noop("is asked of %(models)s"),
        gettext_noop(
            "This model turns four of five label texts and logos into gibberish. Ask for a blank product and set the "
            "real label on the picture."
        ),
        "Blank label, no text.",
    ),
    Weakness(
        "people",
        gettext_noop("People and hands"),
        "people",
        patterns.PEOPLE,
        gettext_noop("are asked of %(models)s"),
        gettext_noop("This model draws people and hands badly."),
        "No people.",
        cuts_clause=False,
    ),
)


LABEL_TEXT = WEAKNESSES[0]


def asks_for_label_text(prompt: str) -> bool:
    """Whether exact words or a logo are to be drawn."""
    return first_request(prompt, LABEL_TEXT.looks_for) is not None


def with_blank_label(prompt: str) -> str:
    """The prompt with a blank label in place of words or a logo; as it is where it asks for neither."""
    return with_sentence(LABEL_TEXT.taken_out(prompt), LABEL_TEXT.sentence) if asks_for_label_text(prompt) else prompt


def chinese_text(brief: PromptBrief) -> Iterator[LintFinding]:
    """Chinese signs, written out or through a placeholder, for a model that cannot write them."""
    unable = brief.unable("chinese_text")
    if unable and brief.is_chinese(brief.text):
        detail = _("is asked of %(models)s") % {"models": names_of(unable)}
        reason = _("This model cannot write Chinese; the signs come out as ornaments.") + alternative(
            brief, "chinese_text"
        )
        yield LintFinding("chinese-text", _("Chinese text"), detail, reason, level_of(brief, unable))


def first_request(text: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The first match that is a request; "no people" and "blank label" ask for nothing."""
    for match in pattern.finditer(text):
        before, after = clause_of(text, match.start())
        if not patterns.DENIED.search(before) and not patterns.DENIED.match(after.lstrip()) and not _is_denied(match):
            return match
    return None


def _is_denied(match: re.Match[str]) -> bool:
    return bool(patterns.DENIED.search(match[0]))


def names_of(models: Sequence[ModelAbilities]) -> str:
    """ "A, B and C"."""
    names = [model.name for model in models]
    return and_list([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def level_of(brief: PromptBrief, unable: Sequence[ModelAbilities]) -> Level:
    """An error where no other model could draw it; else a warning, as the version may name one of the others."""
    return "error" if len(unable) == len(brief.models) else "warning"


def alternative(brief: PromptBrief, ability: str) -> str:
    """A sentence about which of the models could; empty where none is known."""
    able = brief.able(ability)
    return " " + _("Fix the version's model: %(models)s can.") % {"models": names_of(able)} if able else ""
