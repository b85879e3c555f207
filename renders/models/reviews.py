"""Reviews: who submitted which bytes, for whom they wait, and who looks at them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.refusals import Refusal
from config.background.database_clock import database_now
from config.permissions import CHANGE_REVIEWS, DECIDE, SUBMIT
from renders.models.actions import Action
from renders.models.decisions import OPEN_REVIEW, AlreadyDecided, BlockedByFinding, Decision, MayNotDecide
from renders.models.events import record_each
from renders.models.findings import DecidedFinding, Finding, has_blocking
from renders.models.removals import locked
from renders.models.renders import Render
from renders.models.review_openings import ReviewOpening
from renders.models.review_queries import ReviewQuerySet
from renders.models.shot_sets import Shot

# How long a review that was opened stays with who opened it; its page renews this while it is open.
OPEN_TIME = timedelta(minutes=2)


class AlreadyOpen(Refusal):
    """`review` of the same shot is open; None when it was decided a moment ago."""

    def __init__(self, review: "Review | None") -> None:
        super().__init__(_("This shot is already in review"))
        self.review = review


class NotJudgeable(Refusal):
    """These renders cannot be submitted for review."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def urgency_text(priority: int, due_on: date | None) -> str:
    """As the audit log says it: "high, 2026-05-03"."""
    return ", ".join(word for word in (Review.Priority(priority).name.lower(), due_on and due_on.isoformat()) if word)


class Review(models.Model):
    """One shot submitted for review: the pick, other chosen renders, a note. A shot has at most one open review."""

    class State(models.TextChoices):
        OPEN = OPEN_REVIEW, gettext_lazy("Waiting")
        DECIDED = "decided", gettext_lazy("Decided")
        WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")

    class Priority(models.IntegerChoices):
        HIGH = 1, gettext_lazy("High priority")
        NORMAL = 2, gettext_lazy("Normal priority")
        LOW = 3, gettext_lazy("Low priority")

    shot = models.ForeignKey("renders.Shot", on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField(default=1)
    pick = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="picked_in")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=500, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    due_on = models.DateField(null=True, blank=True)
    # Who looks at it, so that others are led to other reviews meanwhile. They may decide all the same.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    opened_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_open_review_a_shot", fields=["shot"], condition=Q(state="open")),
            models.UniqueConstraint(name="review_round_once_a_shot", fields=["shot", "round"]),
        ]
        indexes = [
            models.Index(name="review_of_state", fields=["state", "submitted_at", "id"]),
            models.Index(name="review_of_submitter", fields=["submitted_by", "submitted_at"]),
            models.Index(name="review_opened", fields=["opened_by"], condition=Q(opened_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reviews.detail", args=[self.pk])

    @classmethod
    def submit(
        cls, shot: Shot, *, pick: Render, others: Iterable[Render] = (), by: User, note: str = "", **urgency: Any
    ) -> "Review":
        """Submit the pick of a shot for review, with other chosen renders beside it. `urgency` is its priority and the
        day by which it is due.

        Raises `NotJudgeable` for a render of another shot or without a ready picture, `AlreadyOpen` when the shot
        waits for a decision.
        """
        beside = [render for render in dict.fromkeys(others) if render.pk != pick.pk]
        try:
            with changes_of(shot.pk):
                refuse_unjudgeable(shot, locked([pick, *beside]))
                last = shot.reviews.aggregate(last=models.Max("round"))["last"] or 0
                review = cls.objects.create(shot=shot, round=last + 1, pick=pick, submitted_by=by, note=note, **urgency)
                rows = (ReviewCandidate(review=review, render=one, position=at) for at, one in enumerate(beside, 1))
                ReviewCandidate.objects.bulk_create(rows)
                review.record(Action.REVIEW_SUBMITTED, by=by, note=note)
        except IntegrityError:
            raise AlreadyOpen(shot.reviews.open().with_order().first()) from None
        return review

    @property
    def standing_decision(self) -> Decision | None:
        """The decision that was not undone."""
        return self.decisions.filter(undone_at=None).select_related("by").first()

    def refusal_for(self, person: User) -> str:
        """Why this person cannot decide, as a sentence; empty when they can."""
        if self.shot.shot_set.launched_by_id == person.pk:
            return _("You launched this set, so someone else decides.")
        if self.submitted_by_id == person.pk:
            return _("You submitted this shot, so someone else decides.")
        return "" if person.has_perm(DECIDE) else _("Reviewers decide.")

    def is_of(self, person: User) -> bool:
        """Whether this person launched or submitted it."""
        return person.pk in {self.submitted_by_id, self.shot.shot_set.launched_by_id}

    def shows(self, render: Render) -> bool:
        """Whether it was submitted here, as the pick or beside it."""
        return render.pk == self.pick_id or self.candidates.filter(render=render).exists()

    def decide(
        self,
        *,
        by: User,
        verdict: str,
        reason: str = "",
        note: str = "",
        override: str = "",
        patches: Sequence[str] = (),
    ) -> Decision:
        """Write the verdict on the exact bytes of the pick, with what inspection had found of them. `override` says
        why they are approved in spite of a blocking finding, `patches` what is to change.

        Raises `AlreadyDecided` when somebody else was first, `MayNotDecide` when this person launched or submitted it,
        `BlockedByFinding` when an approval needs an override and has none.
        """
        if refusal := self.refusal_for(by):
            raise MayNotDecide(refusal)
        with self.changes():
            won = Review.objects.open().filter(pk=self.pk).update(state=self.State.DECIDED)
            if not won:
                raise AlreadyDecided(self.standing_decision)
            found = list(self.pick.findings.all())
            is_overriding = verdict == Decision.Verdict.APPROVE and has_blocking(found)
            if is_overriding and not override.strip():
                raise BlockedByFinding(_("Inspection blocks this picture. Say why it is approved all the same."))
            override = override if is_overriding else ""
            wanted = list(patches) if verdict == Decision.Verdict.CHANGES else []
            said = {"verdict": verdict, "reason": reason, "note": note, "override": override, "patches": wanted}
            decision = self.new_decision(by=by, **said)
            write_decisions([(decision, found)], by=by)
        return decision

    def new_decision(self, **said: Any) -> Decision:
        """A decision about the exact bytes of its pick, which is not written yet."""
        return Decision(review=self, render=self.pick, sha256=self.pick.sha256, **said)

    def reader_beside(self, person: User) -> User | None:
        """Who else has it open."""
        is_open = self.opened_until and self.opened_until > database_now()
        return self.opened_by if is_open and self.opened_by_id != person.pk else None

    def open_for(self, person: User, *, beside: int | None = None) -> bool:
        """Lead others to other reviews for the next minutes, and to what this person looked at before, except the
        review `beside` it. False when somebody else was first, or it waits no longer."""
        if not self.reserve_for(person):
            return False
        ReviewOpening.objects.get_or_create(review=self, person=person)
        left = Review.objects.filter(opened_by=person).exclude(pk__in=[self.pk, beside or self.pk])
        left.update(opened_by=None, opened_until=None)
        return True

    def reserve_for(self, person: User) -> bool:
        """Lead others to other reviews, because this person comes to it next: they have not looked at it yet."""
        if not Review.objects.decidable_by(person).filter(pk=self.pk).exists():
            return False
        # Without a joined table: Postgres would check that against the moment before it waited for somebody faster.
        free = Review.objects.open().free_for(person).filter(pk=self.pk)
        return bool(free.update(opened_by=person, opened_until=database_now() + OPEN_TIME))

    @property
    def is_overdue(self) -> bool:
        """Whether it still waits, and the day by which it was due has passed."""
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < timezone.localdate()

    def may_be_prioritised_by(self, person: User) -> bool:
        """An admin, or a marketer who launched or submitted it."""
        return person.has_perm(CHANGE_REVIEWS) or (person.has_perm(SUBMIT) and self.is_of(person))

    def prioritise(self, *, priority: int, due_on: date | None, by: User) -> bool:
        """Change how urgent it is; False when it waits no longer."""
        before = urgency_text(self.priority, self.due_on)
        with self.changes():
            is_open = Review.objects.open().filter(pk=self.pk).update(priority=priority, due_on=due_on)
            if is_open:
                self.record(Action.REVIEW_PRIORITISED, by=by, before=before, after=urgency_text(priority, due_on))
        return bool(is_open)

    def withdraw(self, *, by: User) -> bool:
        """Take it back before a decision; False when it was too late."""
        with self.changes():
            won = Review.objects.filter(pk=self.pk, state=self.State.OPEN).update(state=self.State.WITHDRAWN)
            if won:
                self.record(Action.REVIEW_WITHDRAWN, by=by)
        return bool(won)

    def changes(self) -> AbstractContextManager[None]:
        """A transaction in which something of it changes."""
        return changes_of(self.shot_id)

    def reopen(self, decision: Decision, *, by: User) -> None:
        """Its decision was taken back."""
        Review.objects.filter(pk=self.pk).update(state=self.State.OPEN)
        self.record(Action.DECISION_UNDONE, by=by, before=decision.verdict, decision=decision)

    def record(self, action: Action, *, by: User, decision: Decision | None = None, **event: str) -> None:
        """Write who did it into the audit log."""
        record_each(action, [self.happened(decision, **event)], by=by)

    def happened(self, decision: Decision | None = None, **event: str) -> tuple[list[Any], dict[str, Any]]:
        """The rows of an event of this review, and what it is about."""
        about = {"shot": self.shot, "shot_set": self.shot.shot_set, "render": self.pick, **event}
        return [self, *([decision] if decision else [])], about


def write_decisions(made: Sequence[tuple[Decision, Sequence[Finding]]], *, by: User) -> None:
    """Write decisions of this person, each with copies of what inspection had found, in as few queries as one takes."""
    Decision.objects.bulk_create(decision for decision, _ in made)
    DecidedFinding.objects.bulk_create(
        DecidedFinding.of(one, decision=decision) for decision, found in made for one in found
    )
    happened = [
        decision.review.happened(decision, after=decision.verdict, note=decision.override or decision.said)
        for decision, _ in made
    ]
    record_each(Action.DECISION_MADE, happened, by=by)


@contextmanager
def changes_of(shot: int) -> Iterator[None]:
    """A transaction for changes of a shot's reviews; open pages of the shot read it anew.

    It locks the shot before anything else. Two transactions that lock a shot and its reviews in different orders wait
    for each other.
    """
    with transaction.atomic():
        Shot.objects.filter(pk=shot).touch()
        yield


def refuse_unjudgeable(shot: Shot, renders: Iterable[Render]) -> None:
    """Raise `NotJudgeable` unless each render is a ready picture of this shot that nobody dropped, and the shot was
    ordered with a governed prompt."""
    if shot.shot_set.task_token_id:
        raise NotJudgeable(
            _("A program ordered this picture with a prompt of its own. Order it with a template to have it reviewed.")
        )
    for render in renders:
        if render.shot_id != shot.pk:
            raise NotJudgeable(_("Choose candidates of this shot."))
        if not render.is_ready:
            raise NotJudgeable(
                _("Candidate %(render_number)s has no ready picture.") % {"render_number": render.number}
            )
        if render.mark == Render.Mark.DROP:
            dropped = _("Candidate %(render_number)s is dropped. Choose another one, or take the mark away.")
            raise NotJudgeable(dropped % {"render_number": render.number})


class ReviewCandidate(models.Model):
    """A render shown beside the pick."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="candidates")
    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="shown_in")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="candidate_once_a_review", fields=["review", "render"])]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.render_id}"
