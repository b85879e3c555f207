"""Which clause of a prompt to change when reviewers keep rejecting for the same reason."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalog.linting.clauses import CLAUSES
from catalog.linting.editing import clause_of, with_sentence


@dataclass(frozen=True)
class Suggestion:
    """The clause to change for a reject reason (`rule` is its name in linting), and the sentence to add."""

    rule: str
    clause: str | Promise
    sentence: str

    def current_text(self, prompt: str) -> str:
        """What the prompt says in this clause so far; empty when it says nothing."""
        for clause in CLAUSES:
            if clause.rule == self.rule and (match := clause.looks_for.search(prompt)):
                return "".join(clause_of(prompt, match.start())).strip()
        return ""

    def apply(self, prompt: str) -> str:
        """The prompt with the sentence at its end; unchanged when it contains the sentence already."""
        return with_sentence(prompt, self.sentence)


# By the code of the reject reason. Without a row (other), a person has to read the notes.
SUGGESTIONS = {
    "shape": Suggestion("composition", gettext_lazy("Composition"), "Exact shape and proportions of the product."),
    "color": Suggestion("colour", gettext_lazy("Colour"), "True colour of the {{color}}, neutral white balance."),
    "text": Suggestion("label-text", gettext_lazy("Label text"), "Blank label, no text."),
    "edge": Suggestion("background", gettext_lazy("Background"), "Clean edges against an even background."),
    "shadow": Suggestion("lighting", gettext_lazy("Lighting"), "Soft light from the upper left, soft contact shadow."),
    "background": Suggestion(
        "background", gettext_lazy("Background"), "Seamless background, nothing else in the frame."
    ),
    "crop": Suggestion(
        "clear-space", gettext_lazy("Clear space"), "The whole product in frame, clear space on all sides."
    ),
    "extra": Suggestion("composition", gettext_lazy("Composition"), "No people, no props."),
    "soft": Suggestion("lens", gettext_lazy("Lens"), "Sharp focus on the whole product."),
}
