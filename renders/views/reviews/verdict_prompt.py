"""The form of a verdict as a page shows it: its title, its button and what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.linting.patches import PATCHES, PromptPatch
from renders.models import Decision, Review

Verdict = Decision.Verdict


@dataclass(frozen=True)
class VerdictPrompt:
    """The form of one verdict, in a dialog or in the page; `prefix` starts the ids of its fields."""

    verdict: str
    title: str
    button: str
    button_class: str
    # While it is sent.
    saving: str
    note_label: str
    note_hint: str = ""
    is_dialog: bool = True
    # An approval says why it passes over a blocking finding.
    needs_override: bool = False
    # What can be ordered otherwise, with the key and the name of each.
    patches: Sequence[tuple[str, PromptPatch]] = ()

    @property
    def prefix(self) -> str:
        return f"{self.verdict}-"

    @property
    def title_id(self) -> str:
        return f"{self.prefix}title"

    @property
    def needs_reason(self) -> bool:
        return self.verdict == Verdict.REJECT

    @property
    def focuses_note(self) -> bool:
        """Whether the note is the first thing that a dialog asks for."""
        return self.is_dialog and not (self.needs_reason or self.needs_override or self.patches)


def verdict_prompt(verdict: str, review: Review, *, is_dialog: bool, is_blocked: bool = False) -> VerdictPrompt:
    candidate, optional = _("candidate %(pick_number)s") % {"pick_number": review.pick.number}, _("needed for “Other”")
    if verdict == Verdict.REJECT:
        return VerdictPrompt(
            verdict,
            _("Reject %(candidate)s") % {"candidate": candidate},
            _("Reject"),
            "button--danger",
            _("Rejecting…"),
            _("Note"),
            optional,
            is_dialog=is_dialog,
        )
    if verdict == Verdict.CHANGES:
        title = _("Request changes to %(candidate)s") % {"candidate": candidate}
        # What was cut out of a grid is not reworked by itself.
        patches = () if review.shot.cells_of_id else [(str(key), patch) for key, patch in enumerate(PATCHES, 1)]
        return VerdictPrompt(
            verdict,
            title,
            _("Request changes"),
            "button--primary",
            _("Requesting changes…"),
            _("Note") if patches else _("What to change"),
            _("needed where nothing is ticked") if patches else "",
            is_dialog=is_dialog,
            patches=patches,
        )
    title = _("Approve %(candidate)s in spite of inspection") if is_blocked else _("Approve %(candidate)s")
    return VerdictPrompt(
        Verdict.APPROVE,
        title % {"candidate": candidate},
        _("Approve"),
        "button--primary",
        _("Approving…"),
        _("Note"),
        _("optional"),
        is_dialog=is_dialog,
        needs_override=is_blocked,
    )
