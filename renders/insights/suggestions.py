"""Which clause of a prompt to change when reviewers keep rejecting for the same reason."""

from dataclasses import dataclass

from catalog.linting.clauses import CLAUSES
from catalog.linting.rewriting import clause_of, with_sentence


@dataclass(frozen=True)
class Remedy:
    """The clause that answers a reason, by linting's name of it, and a sentence that says it more exactly."""

    rule: str
    clause: str
    sentence: str

    def said(self, prompt: str) -> str:
        """What the prompt says in this clause so far; empty when it says nothing."""
        for clause in CLAUSES:
            if clause.rule == self.rule and (match := clause.looks_for.search(prompt)):
                return "".join(clause_of(prompt, match.start())).strip()
        return ""

    def applied(self, prompt: str) -> str:
        """The prompt with the sentence at its end; as it was when it says so already."""
        return with_sentence(prompt, self.sentence)


REMEDIES = {
    "shape": Remedy("composition", "Composition", "Exact shape and proportions of the product."),
    "color": Remedy("colour", "Colour", "True colour of the {{color}}, neutral white balance."),
    "text": Remedy("label-prompt", "Label prompt", "Blank label, no text."),
    "edge": Remedy("background", "Background", "Clean edges against an even background."),
    "shadow": Remedy("lighting", "Lighting", "Soft light from the upper left, soft contact shadow."),
    "background": Remedy("background", "Background", "Seamless background, nothing else in the frame."),
    "crop": Remedy("clear-space", "Clear space", "The whole product in frame, clear space on all sides."),
    "extra": Remedy("composition", "Composition", "No people, no props."),
    "soft": Remedy("lens", "Lens", "Sharp focus on the whole product."),
}
"""By the code of the reject reason. Without a row (other), a person reads the notes."""
