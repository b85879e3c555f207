"""Which clause of a prompt to change when reviewers keep rejecting for the same reason."""

from dataclasses import dataclass

from catalog.linting.clauses import CLAUSES
from catalog.linting.editing import clause_of, with_sentence


@dataclass(frozen=True)
class Suggestion:
    """The clause to change for a reject reason (`rule` is its name in linting), and the sentence to add."""

    rule: str
    clause: str
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
    "shape": Suggestion("composition", "Composition", "Exact shape and proportions of the product."),
    "color": Suggestion("colour", "Colour", "True colour of the {{color}}, neutral white balance."),
    "text": Suggestion("label-text", "Label text", "Blank label, no text."),
    "edge": Suggestion("background", "Background", "Clean edges against an even background."),
    "shadow": Suggestion("lighting", "Lighting", "Soft light from the upper left, soft contact shadow."),
    "background": Suggestion("background", "Background", "Seamless background, nothing else in the frame."),
    "crop": Suggestion("clear-space", "Clear space", "The whole product in frame, clear space on all sides."),
    "extra": Suggestion("composition", "Composition", "No people, no props."),
    "soft": Suggestion("lens", "Lens", "Sharp focus on the whole product."),
}
