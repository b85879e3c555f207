"""What is asked of a model that is known to be bad at it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.linting import words
from catalog.linting.briefs import Brief, Model
from catalog.linting.findings import Finding, Fix, Level
from catalog.linting.rewriting import clause_of, cut, with_sentence


@dataclass(frozen=True)
class Weakness:
    """One row: what must not be asked of a model without `ability`, why, and the sentence a fix leaves instead."""

    rule: str
    name: str
    ability: str
    looks_for: re.Pattern[str]
    said: str
    reason: str
    sentence: str
    takes_the_clause: bool = True

    def findings(self, brief: Brief) -> Iterator[Finding]:
        """One finding that names the models, where the prompt asks for it."""
        unable = brief.unable(self.ability)
        if unable and asked(brief.text, self.looks_for):
            yield Finding(
                self.rule,
                self.name,
                self.said.format(models=named(unable)),
                self.reason + instead(brief, self.ability),
                level_of(brief, unable),
                self._fix(brief),
            )

    def _fix(self, brief: Brief) -> Fix | None:
        prompt = brief.prompt
        for _ in range(prompt.count(" ") + 1):
            match = asked(prompt, self.looks_for)
            if not match:
                break
            end = len(prompt) if self.takes_the_clause else match.end()
            prompt = cut(prompt, match.start(), end)
        if not prompt or prompt == brief.prompt or "{{" not in prompt:
            return None
        return Fix(f"Take it out, add “{self.sentence}”", with_sentence(prompt, self.sentence))


WEAKNESSES = (
    Weakness(
        "label-prompt",
        "Label prompt",
        "logos",
        words.LABEL_TEXT,
        "is asked of {models}",
        "This model turns four of five label texts and logos into gibberish. Ask for a blank product and set the real "
        "label on the picture.",
        "Blank label, no text.",
    ),
    Weakness(
        "people",
        "People and hands",
        "people",
        words.PEOPLE,
        "are asked of {models}",
        "This model draws people and hands badly.",
        "No people.",
        takes_the_clause=False,
    ),
)


def chinese_text(brief: Brief) -> Iterator[Finding]:
    """Chinese signs, written out or through a placeholder, for a model that cannot write them."""
    unable = brief.unable("chinese_text")
    if unable and brief.is_chinese(brief.text):
        said = f"is asked of {named(unable)}"
        reason = "This model cannot write Chinese; the signs come out as ornaments." + instead(brief, "chinese_text")
        yield Finding("chinese-text", "Chinese text", said, reason, level_of(brief, unable))


def asked(text: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The first place where a text asks for it; "no people" and "blank label" ask for nothing."""
    for match in pattern.finditer(text):
        before, after = clause_of(text, match.start())
        if not words.DENIED.search(before) and not words.DENIED.match(after.lstrip()) and not _is_denied(match):
            return match
    return None


def _is_denied(match: re.Match[str]) -> bool:
    return bool(words.DENIED.search(match[0]))


def named(models: Sequence[Model]) -> str:
    """The models in a sentence."""
    names = [model.name for model in models]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def level_of(brief: Brief, unable: Sequence[Model]) -> Level:
    """An error where no other model could draw it; else a warning, as the version may name one of the others."""
    return "error" if len(unable) == len(brief.models) else "warning"


def instead(brief: Brief, ability: str) -> str:
    """Which of the models could; empty where none is known."""
    able = brief.able(ability)
    return f" Fix the version's model: {named(able)} can." if able else ""
