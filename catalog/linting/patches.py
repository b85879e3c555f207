"""Patches: what somebody wants otherwise in a picture, as rows that change the filled prompt of the next one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.linting import patterns
from catalog.linting.editing import tidied, with_sentence
from catalog.texts import gettext, gettext_noop

USUAL_SHARE, SMALLEST_SHARE, LARGEST_SHARE = 60, 20, 95
NO_PATTERN = re.compile(r"(?!)")


@dataclass(frozen=True)
class PromptPatch:
    """One thing to change: a sentence for the prompt and what it takes the place of, or another share of the frame.

    Of the patches `about` one thing an order takes one, and the sentence of another one goes.
    """

    name: str
    about: str
    label_text: str
    sentence: str = ""
    replaces: re.Pattern[str] = NO_PATTERN
    # Percentage points of the frame.
    share_change: int = 0

    @property
    def label(self) -> str:
        return gettext(self.label_text)

    def apply(self, prompt: str) -> tuple[str, str]:
        """The patched prompt, and the text that the patch put into it; the prompt as it is where nothing changes."""
        if self.share_change:
            return self._with_share(prompt)
        others = [patch.sentence for patch in PATCHES if patch.about == self.about and patch is not self]
        for sentence in filter(None, others):
            prompt = prompt.replace(sentence, "")
        return with_sentence(tidied(self.replaces.sub("", prompt)), self.sentence), self.sentence

    def _with_share(self, prompt: str) -> tuple[str, str]:
        match = patterns.SHARE.search(prompt)
        before = int(match["share"] or match["filled"]) if match else USUAL_SHARE
        share = min(max(before + self.share_change, SMALLEST_SHARE), LARGEST_SHARE)
        if not match:
            sentence = f"Filling about {share}% of frame."
            return with_sentence(prompt, sentence), sentence
        start, end = match.span("share" if match["share"] else "filled")
        return f"{prompt[:start]}{share}{prompt[end:]}", f"{share}% of frame"


def clause(pattern: str) -> re.Pattern[str]:
    """With the comma behind it."""
    return re.compile(rf"(?<![\w-]){pattern}(?![\w-])(?:,\s*)?", re.IGNORECASE)


PATCHES = (
    PromptPatch("larger", "size", gettext_noop("Larger in frame"), share_change=15),
    PromptPatch("smaller", "size", gettext_noop("Smaller in frame"), share_change=-15),
    PromptPatch("centred", "place", gettext_noop("In the middle"), "Centered in the frame."),
    PromptPatch(
        "whiter-ground",
        "ground",
        gettext_noop("Whiter ground"),
        "On a pure white seamless background.",
        clause(
            r"(?:(?:on|against|over) )?(?:an? |the )?(?:[\w-]+ ){0,4}"
            r"(?:cyclorama|seamless paper|backdrop|(?<!blurred )background)"
        ),
    ),
    PromptPatch("no-props", "props", gettext_noop("Remove props"), "No props, no other objects in the picture."),
    PromptPatch(
        "softer-shadow",
        "shadow",
        gettext_noop("Softer shadow"),
        "Soft contact shadow, diffused light.",
        clause(r"(?:(?:long|hard|crisp|sharp|defined|strong|deep|dark) )+shadows?"),
    ),
    PromptPatch(
        "no-shadow",
        "shadow",
        gettext_noop("No shadow"),
        "No shadow.",
        clause(r"(?<!no )(?:(?:long|hard|crisp|sharp|soft|subtle|gentle|contact|drop) )*shadows?"),
    ),
    PromptPatch("lighter", "exposure", gettext_noop("Lighter"), "High-key lighting, brighter exposure."),
    PromptPatch("darker", "exposure", gettext_noop("Darker"), "Low-key lighting, darker exposure."),
)
BY_NAME = {patch.name: patch for patch in PATCHES}


@dataclass(frozen=True)
class PatchedPrompt:
    """A prompt after some patches, and the text that each of them put into it, by its name."""

    prompt: str
    texts: Sequence[tuple[str, str]]


def patched(prompt: str, patches: Iterable[PromptPatch]) -> PatchedPrompt:
    """Apply these in the order of `PATCHES`, whichever was chosen first."""
    texts = []
    for patch in sorted(patches, key=PATCHES.index):
        prompt, text = patch.apply(prompt)
        texts.append((patch.name, text))
    return PatchedPrompt(prompt, texts)


def contradicting(patches: Sequence[PromptPatch]) -> list[PromptPatch]:
    """Those of which an earlier one is about the same."""
    return [patch for at, patch in enumerate(patches) if patch.about in {other.about for other in patches[:at]}]
