"""What was submitted for review, and what reviewers decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from renders.filling.candidates import Candidate, FilledShot
from renders.filling.files import SharedFiles
from renders.filling.season import Season
from renders.filling.tables import Tables
from renders.filling.team import Team
from renders.models import DecidedFinding, Decision, Review, ReviewCandidate, ShotSet
from renders.models.actions import Action
from renders.models.events import Event

Verdict, Reason, State = Decision.Verdict, Decision.Reason, Review.State
SUBMITTED = {ShotSet.Kind.PREVIEW: 0.6, ShotSet.Kind.PRODUCTION: 0.92}
VERDICTS = ((Verdict.APPROVE, 64), (Verdict.REJECT, 20), (Verdict.CHANGES, 12), (None, 4))
REASONS = tuple(
    (reason, weight) for reason, weight in zip(Reason.values[:-1], (9, 8, 7, 6, 5, 4, 3, 2, 1), strict=True)
)
SHARE_OF_UNDONE, SHARE_OF_SECOND_ROUNDS = 0.01, 0.7
MOST_BESIDE = 3
OVERRIDE = "The channel takes a grey ground"


class Approval(NamedTuple):
    """A standing approval, as publishing needs it."""

    decision: int
    render: int
    shot: FilledShot
    at: datetime
    submitted_by: int


@dataclass
class Judgements:
    """Adds the reviews of shots."""

    season: Season
    team: Team
    files: SharedFiles
    tables: Tables

    def add(self, shot: FilledShot) -> Approval | None:
        """The rounds of a shot; its approval where the last one ended with it."""
        is_left = not shot.is_done or not shot.ready or shot.order.states
        if is_left or not (self.season.happens(SUBMITTED[ShotSet.Kind(shot.order.kind)])):
            return None
        moment = self.season.later(max(one.ready_at for one in shot.ready), 0.2, 30)
        for round in (1, 2):
            submitted_by = shot.order.launched_by
            if self.season.happens(0.05):
                submitted_by = self.season.chance.choice(self.team.marketers)
            pick = self.season.chance.choice(shot.ready)
            # Of the latest sets half is still waiting.
            if shot.order.is_fresh and self.season.happens(0.5):
                self._review(shot, round, pick, submitted_by, moment, State.OPEN)
                return None
            verdict = self.season.one_of(VERDICTS)
            state = State.DECIDED if verdict else State.WITHDRAWN
            review = self._review(shot, round, pick, submitted_by, moment, state)
            if verdict is None:
                return None
            moment = self.season.later(moment, 0.5, 40)
            decision = self._decide(shot, review, pick, verdict, submitted_by, moment)
            if verdict == Verdict.APPROVE:
                return Approval(decision, pick.pk, shot, moment, submitted_by)
            if not self.season.happens(SHARE_OF_SECOND_ROUNDS):
                return None
            moment = self.season.later(moment, 0.5, 40)
        return None

    def _review(
        self, shot: FilledShot, round: int, pick: Candidate, submitted_by: int, moment: datetime, state: str
    ) -> int:
        fields = {"pick_id": pick.pk, "state": state, "submitted_by_id": submitted_by, "submitted_at": moment}
        review = self.tables.of(Review).add(shot_id=shot.pk, round=round, **fields)
        beside = [one.pk for one in shot.ready if one is not pick][: self.season.chance.randint(0, MOST_BESIDE)]
        for position, render in enumerate(beside, 1):
            self.tables.of(ReviewCandidate).add(review_id=review, render_id=render, position=position)
        self._event(Action.REVIEW_SUBMITTED, shot, pick, submitted_by, moment)
        return review

    def _decide(
        self, shot: FilledShot, review: int, pick: Candidate, verdict: str, submitted_by: int, moment: datetime
    ) -> int:
        by = self.season.chance.choice(self.team.reviewers)
        fields = {"review_id": review, "render_id": pick.pk, "sha256": self.files.master["sha256"], "by_id": by}
        if self.season.happens(SHARE_OF_UNDONE):
            mistaken = Verdict.REJECT if verdict == Verdict.APPROVE else Verdict.APPROVE
            reason = Reason.CROP if mistaken == Verdict.REJECT else ""
            self._written(pick, verdict=mistaken, reason=reason, at=moment, undone_at=moment, **fields)
            self._event(Action.DECISION_UNDONE, shot, pick, by, moment, before=mistaken.value)
        reason = self.season.one_of(REASONS) if verdict == Verdict.REJECT else ""
        note = "Make the shadow brighter" if verdict == Verdict.CHANGES else ""
        decision = self._written(pick, verdict=verdict, reason=reason, note=note, at=moment, **fields)
        self._event(Action.DECISION_MADE, shot, pick, by, moment, after=verdict)
        return decision

    def _written(self, pick: Candidate, *, verdict: str, **fields: Any) -> int:
        """The decision with what it was made on; an approval says why it passes over a block."""
        override = OVERRIDE if pick.is_blocked and verdict == Verdict.APPROVE else ""
        decision = self.tables.of(Decision).add(verdict=verdict, override=override, **fields)
        if pick.finding:
            self.tables.of(DecidedFinding).add(decision_id=decision, **pick.finding)
        return decision

    def _event(self, action: Action, shot: FilledShot, pick: Candidate, by: int, at: datetime, **states: str) -> None:
        about = {"shot_set_id": shot.shot_set, "shot_id": shot.pk, "render_id": pick.pk}
        self.tables.of(Event).add(action=action.value, at=at, by_id=by, **about, **states)
