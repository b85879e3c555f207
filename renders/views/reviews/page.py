"""The view model of a review's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Artwork
from catalog.times import ago, clock
from renders.forms.reviewing.reviews import DecisionForm
from renders.insights.channel_rules import fits_of
from renders.models import DecidedFinding, Decision, Finding, Render, Review
from renders.models.findings import has_blocking
from renders.quality import ChannelFit
from renders.templatetags.people import person
from renders.views.access import PersonRequest
from renders.views.reviews.overrides import ChannelBarrier, barriers
from renders.views.reviews.review_queue import QueuePosition, ReviewQueue, undoable_decisions
from renders.views.reviews.set_progress import SetProgress
from renders.views.reviews.verdict_prompt import VerdictPrompt, verdict_prompt
from renders.views.stages import Stage, StagePicture, marks_of, serious

Verdict = Decision.Verdict
PREDICATES = {
    Verdict.APPROVE: gettext_lazy("approved"),
    Verdict.REJECT: gettext_lazy("rejected"),
    Verdict.CHANGES: gettext_lazy("asked for changes to"),
}
TONES = {Verdict.APPROVE: "ok", Verdict.REJECT: "bad", Verdict.CHANGES: "warn"}
MAX_REFERENCES = 3


@dataclass(frozen=True)
class ReviewNotice:
    """Why there is nothing to decide here: `lead` in bold, then `text`."""

    tone: str
    icon: str
    text: str
    lead: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class ShownCandidate:
    """A render that was submitted together with others."""

    render: Render
    url: str
    is_pick: bool
    is_seen: bool


class ReviewPage:
    """One review as this person sees it. `verdict` is the one whose form is open in the page, if any."""

    def __init__(
        self,
        request: PersonRequest,
        review: Review,
        *,
        form: DecisionForm | None = None,
        verdict: str = "",
        is_late: bool = False,
        missed: Review | None = None,
        queue: ReviewQueue | None = None,
        stage_prefix: str = "stage",
    ) -> None:
        self.request, self.review, self.is_late = request, review, is_late
        self.form = form or DecisionForm()
        self._verdict, self._missed, self._stage_prefix = verdict, missed, stage_prefix
        self._queue = queue or ReviewQueue(request)

    @property
    def query(self) -> str:
        """The filter of the queue, with its question mark."""
        return self._queue.query

    @cached_property
    def position(self) -> QueuePosition:
        return self._queue.position_of(self.review.pk)

    @cached_property
    def refusal(self) -> str:
        return self.review.refusal_for(self.request.user)

    @property
    def is_decidable(self) -> bool:
        return self.review.state == Review.State.OPEN and not self.refusal

    @property
    def inline_prompt(self) -> VerdictPrompt | None:
        """The form that is open in the page: after an error, or where there is no JavaScript."""
        is_open = self._verdict and self.is_decidable
        return self._prompt(self._verdict, is_dialog=False) if is_open else None

    @property
    def dialogs(self) -> Sequence[VerdictPrompt]:
        overriding = [Verdict.APPROVE] if self.is_blocked else []
        return [self._prompt(verdict, is_dialog=True) for verdict in (*overriding, Verdict.REJECT, Verdict.CHANGES)]

    def _prompt(self, verdict: str, *, is_dialog: bool) -> VerdictPrompt:
        return verdict_prompt(verdict, self.review, is_dialog=is_dialog, is_blocked=self.is_blocked)

    @property
    def is_blocked(self) -> bool:
        """Whether an approval must say why it passes over a blocking finding."""
        return has_blocking(self.findings)

    @cached_property
    def channel_fits(self) -> list[ChannelFit]:
        return fits_of(self.review.pick)

    @cached_property
    def barriers(self) -> list[ChannelBarrier]:
        return barriers(self.decision, self.channel_fits)

    @cached_property
    def decision(self) -> Decision | None:
        return self.review.standing_decision

    @cached_property
    def notice(self) -> ReviewNotice | None:
        if self.is_late:
            return self._late_notice()
        if self.decision:
            return decision_notice(self.decision)
        if self.review.state == Review.State.WITHDRAWN:
            return ReviewNotice("info", "information-circle", _("This shot was withdrawn from review."))
        if self.refusal:
            return ReviewNotice("info", "lock-closed", self.refusal)
        if self._missed:
            text = _("is with another reviewer now or waits no longer. This is the next one.")
            return ReviewNotice("info", "eye", text, lead=str(self._missed.shot), is_urgent=True)
        return taken_notice(self.review.reader_beside(self.request.user))

    def _late_notice(self) -> ReviewNotice:
        tone, icon, lost = "warn", "exclamation-triangle", _("Your decision was not saved.")
        if self.decision is None:
            return ReviewNotice(
                tone, icon, _("This was withdrawn from review. %(lost)s") % {"lost": lost}, is_urgent=True
            )
        at, predicate = self.decision.at, PREDICATES[Verdict(self.decision.verdict)]
        text = _("%(predicate)s this %(ago)s ago, at %(at)s. %(lost)s") % {
            "predicate": predicate,
            "ago": ago(at),
            "at": clock(at),
            "lost": lost,
        }
        return ReviewNotice(tone, icon, text, lead=person(self.decision.by), is_urgent=True)

    @property
    def may_withdraw(self) -> bool:
        waits = self.review.state == Review.State.OPEN and not self.is_late
        return waits and bool(self.refusal) and self.review.is_of(self.request.user)

    @cached_property
    def set_progress(self) -> SetProgress:
        return SetProgress.of(self.review)

    @property
    def may_prioritise(self) -> bool:
        return self.review.state == Review.State.OPEN and self.review.may_be_prioritised_by(self.request.user)

    @cached_property
    def earlier(self) -> Sequence[tuple[Decision, str]]:
        """The decisions of earlier rounds with their text, the latest first."""
        before = Decision.objects.standing().filter(
            review__shot=self.review.shot_id, review__round__lt=self.review.round
        )
        decisions = before.select_related("by", "review", "render").order_by("-review__round")
        return [(decision, earlier_text(decision)) for decision in decisions]

    @cached_property
    def shown(self) -> Sequence[ShownCandidate]:
        """The pick and the renders submitted beside it."""
        beside = self.review.candidates.select_related("render")
        renders = [self.review.pick, *(one.render for one in beside)]
        wanted = self.request.GET.get("see")
        seen = next((one for one in renders if str(one.number) == wanted), self.review.pick)
        return [
            ShownCandidate(one, self.address(see=str(one.number)), one.pk == self.review.pick_id, one.pk == seen.pk)
            for one in renders
        ]

    @property
    def seen(self) -> Render:
        """The render on the stage."""
        return next(one.render for one in self.shown if one.is_seen)

    @cached_property
    def stage(self) -> Stage:
        shot, seen = self.review.shot, self.seen
        prompt = (seen.rework or shot).contract.prompt
        return Stage(
            f"{self._stage_prefix}-{self.review.pk}",
            "review",
            shot.aspect,
            _("Picture, candidate %(seen_number)s") % {"seen_number": seen.number},
            StagePicture.of_render(seen, self.picture_text),
            # The findings are about the pick: no marks while another one is on the stage.
            marks=marks_of(self.findings, seen, prompt) if seen.pk == self.review.pick_id else (),
        )

    @property
    def prompt(self) -> str:
        """That of the pick, with what was patched."""
        return (self.review.pick.rework or self.review.shot).contract.prompt

    @property
    def picture_text(self) -> str:
        """What the stage shows, for those who do not see it."""
        shot = self.review.shot
        return _("%(product)s, %(color_words)s, %(placement)s, candidate %(seen_number)s") % {
            "product": shot.colorway.product,
            "color_words": shot.color_words,
            "placement": shot.placement.name,
            "seen_number": self.seen.number,
        }

    @property
    def compare_url(self) -> str:
        """What is on the stage beside the real product; beside the other candidates where nobody knows the product."""
        others = [] if self.references else [one.render.number for one in self.shown if not one.is_seen][:1]
        asked = "".join(f"&c={number}" for number in others) or "&product=yes"
        return f"{reverse('shots.compare', args=[self.review.shot.code])}?c={self.seen.number}{asked}"

    @cached_property
    def all_findings(self) -> Sequence[Finding | DecidedFinding]:
        """What inspection found of the pick; after a decision, what it was made on."""
        source = self.decision if self.review.state == Review.State.DECIDED and self.decision else self.review.pick
        return list(source.findings.all())

    @cached_property
    def findings(self) -> Sequence[Finding | DecidedFinding]:
        """What inspection has against the pick, in the order of the numbers on the picture."""
        return serious(self.all_findings)

    @property
    def other_findings(self) -> Sequence[Finding | DecidedFinding]:
        """Notes, and what could not be judged: they have no number."""
        return [one for one in self.all_findings if one.severity in Finding.HARMLESS]

    @cached_property
    def references(self) -> Sequence[Artwork]:
        artwork = Artwork.objects.of(self.review.shot.colorway).exclude(kind=Artwork.Kind.LABEL)
        return list(artwork[:MAX_REFERENCES])

    @cached_property
    def undoable(self) -> Sequence[Decision]:
        return undoable_decisions(self.request)

    @property
    def approve_url(self) -> str:
        return self.address(verdict=Verdict.APPROVE)

    @property
    def reject_url(self) -> str:
        return self.address(verdict=Verdict.REJECT)

    @property
    def changes_url(self) -> str:
        return self.address(verdict=Verdict.CHANGES)

    def address(self, **parameters: str) -> str:
        """The address of this review with these parameters and the filter of the queue."""
        ours = "&".join(f"{name}={value}" for name, value in parameters.items())
        return f"{reverse('reviews.detail', args=[self.review.pk])}?{ours}{self.query.replace('?', '&')}"


def taken_notice(reader: User | None) -> ReviewNotice | None:
    """Somebody else has the review open."""
    text = _("has this review open too. The first decision counts.")
    return ReviewNotice("info", "eye", text, lead=person(reader)) if reader else None


def decision_notice(decision: Decision) -> ReviewNotice:
    reason = f": {decision.get_reason_display()}" if decision.reason else ""
    note = f" “{decision.said}”" if decision.said else ""
    if decision.override:
        note = _(" In spite of inspection: “%(override)s”.") % {"override": decision.override} + note
    text = _("by %(by)s at %(at)s%(reason)s.%(note)s") % {
        "by": person(decision.by),
        "at": clock(decision.at),
        "reason": reason,
        "note": note,
    }
    return ReviewNotice(
        TONES[Verdict(decision.verdict)], "information-circle", text, lead=decision.get_verdict_display()
    )


def earlier_text(decision: Decision) -> str:
    """Round, candidate, person and time of a decision, its reason and its note."""
    reason = f": {decision.get_reason_display()}" if decision.reason else ""
    note = f". “{decision.said}”" if decision.said else ""
    where = _("round %(round)s, candidate %(render_number)s") % {
        "round": decision.review.round,
        "render_number": decision.render.number,
    }
    return f"{where}, {person(decision.by)}, {clock(decision.at)}{reason}{note}"
