"""Blind duels: two prompts, the same products, pictures side by side without a name, several judges."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import PromptVersion
from catalog.refusals import Refusal
from config.background.database_clock import database_now
from renders import judging
from renders.judging import VoteCount
from renders.models.actions import Action
from renders.models.events import record
from renders.models.renders import FINAL, Render


class NotVotable(Refusal):
    """This vote was not counted."""


class DuelQuerySet(models.QuerySet["Duel"]):
    def open(self) -> Self:
        """Still waiting for votes, the oldest first."""
        return self.filter(closed_at=None).order_by("pk")

    def judgeable_by(self, person: User) -> Self:
        """Open ones in which this person may judge a pair that they have not judged yet."""
        unjudged = Pair.objects.filter(duel=models.OuterRef("pk")).judgeable().exclude(votes__judge=person)
        is_author = Q(challenger__author=person) | Q(champion__author=person)
        return self.open().exclude(is_author).filter(models.Exists(unjudged))

    def about(self, version: PromptVersion) -> Self:
        """The duels of a version, on either side, the latest first."""
        return self.filter(Q(challenger=version) | Q(champion=version)).with_versions().order_by("-pk")

    def won(self, challenger: PromptVersion, champion: PromptVersion) -> Self:
        """Closed duels in which this challenger passed against this champion."""
        return self.filter(challenger=challenger, champion=champion, outcome=Duel.Outcome.PASSED)

    def with_versions(self) -> Self:
        """With all related rows a page shows of a duel."""
        return self.select_related("challenger__template", "champion__template", "placement", "opened_by", "closed_by")


class Duel(models.Model):
    """A challenger against the version that was current when it was opened, before judges who see no names."""

    class Outcome(models.TextChoices):
        OPEN = "", gettext_lazy("Open")
        PASSED = "passed", gettext_lazy("Passed")
        MISSED = "missed", gettext_lazy("Not passed")

    # The terms of a duel unless whoever opens it chooses others: win rate in percent, votes for one side, judges.
    WIN_RATE_NEEDED, MINIMUM_VOTES, JUDGES = 50, 12, 2

    code = models.CharField(max_length=20, unique=True, null=True)  # noqa: DJ001 - follows from the id
    challenger = models.ForeignKey("catalog.PromptVersion", on_delete=models.PROTECT, related_name="challenges")
    champion = models.ForeignKey("catalog.PromptVersion", on_delete=models.PROTECT, related_name="defences")
    placement = models.ForeignKey("catalog.Placement", on_delete=models.PROTECT, related_name="+")
    shot_set = models.OneToOneField("renders.ShotSet", null=True, on_delete=models.PROTECT, related_name="duel")
    win_rate_needed = models.PositiveSmallIntegerField(default=WIN_RATE_NEEDED)
    minimum_votes = models.PositiveSmallIntegerField(default=MINIMUM_VOTES)
    judges_wanted = models.PositiveSmallIntegerField(default=JUDGES)
    seed = models.PositiveBigIntegerField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, choices=Outcome, default=Outcome.OPEN, blank=True)

    objects = DuelQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("vote_duel", gettext_lazy("Can judge a blind duel"))]
        constraints = [
            models.UniqueConstraint(
                name="one_open_duel_of_two_versions",
                fields=["challenger", "champion", "placement"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(name="duel_needs_two_versions", condition=~Q(challenger=F("champion"))),
            models.CheckConstraint(
                name="duel_needs_a_majority", condition=Q(win_rate_needed__gte=50, win_rate_needed__lt=100)
            ),
            models.CheckConstraint(
                name="duel_needs_votes_and_judges", condition=Q(minimum_votes__gte=1, judges_wanted__gte=1)
            ),
            models.CheckConstraint(
                name="closed_duel_has_an_outcome",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code or _("new duel")

    def get_absolute_url(self) -> str:
        return reverse("duels.detail", args=[self.code])

    def assign_code(self) -> None:
        """Give a new row its short public code."""
        self.code = f"D-{self.pk}"
        self.save(update_fields=["code"])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def outcome_text(self) -> str:
        """The outcome for the challenger: "v3 passed", "v3 did not pass" or "So far"."""
        predicates = {self.Outcome.PASSED: _("v%(number)s passed"), self.Outcome.MISSED: _("v%(number)s did not pass")}
        predicate = predicates.get(self.Outcome(self.outcome))
        return predicate % {"number": self.challenger.number} if predicate else _("So far")

    def why_not_judge(self, person: User) -> str:
        """Why this person cannot judge this duel, in one sentence; empty when they can."""
        # Authors recognise their own prompt by its pictures, so they do not judge it. The person who opened the duel
        # may judge: which version is on the left is drawn at random for every judge and pair.
        if person.pk in {self.challenger.author_id, self.champion.author_id}:
            return _("You wrote one of these versions, so others judge.")
        return "" if person.has_perm("renders.vote_duel") else _("Marketers and reviewers judge duels.")

    def next_pairs(self, person: User, limit: int = 2) -> list["Pair"]:
        """The next pairs that this person has not judged, in an order that is random for every judge."""
        open_pairs = self.pairs.judgeable().exclude(votes__judge=person).select_related("colorway__product")
        return sorted(open_pairs, key=lambda pair: judging.sort_key(self.seed, pair.number, person.pk))[:limit]

    def progress(self) -> "DuelProgress":
        states = list(self.pairs.values_list("challenger_render__state", "champion_render__state"))
        ready = sum(both == (Render.State.READY, Render.State.READY) for both in states)
        void = sum(any(one in FINAL - {Render.State.READY} for one in both) for both in states)
        votes = Vote.objects.filter(pair__duel=self).values_list("judge").annotate(votes=models.Count("pk"))
        return DuelProgress(len(states), ready, void, dict(votes))

    def count(self) -> VoteCount:
        votes = Vote.objects.filter(pair__duel=self)
        won = votes.filter(version=self.challenger_id).count()
        lost = votes.filter(version=self.champion_id).count()
        return VoteCount(won, lost, votes.filter(version=None).count())

    def vote(self, number: int, choice: str, *, by: User) -> "Vote":
        """Count one judge's choice on one pair; the vote that makes enough judges finish closes the duel.

        Raises `NotVotable` when the duel is closed, when this person may not judge it or judged this pair already, or
        when a picture of the pair is not ready.
        """
        if refusal := self.why_not_judge(by):
            raise NotVotable(refusal)
        try:
            with transaction.atomic():
                duel = Duel.objects.select_for_update().get(pk=self.pk)
                if not duel.is_open:
                    raise NotVotable(_("This duel is closed. Nothing was counted."))
                vote = duel._add_vote(number, choice, by)
                if duel.progress().judges_done >= duel.judges_wanted:
                    duel._close(by=None)
        except IntegrityError:
            raise NotVotable(_("You judged this pair already.")) from None
        return vote

    def close(self, *, by: User) -> bool:
        """Decide it by the votes counted so far; False when it was closed before."""
        with transaction.atomic():
            duel = Duel.objects.select_for_update().get(pk=self.pk)
            return duel.is_open and duel._close(by=by)

    def _add_vote(self, number: int, choice: str, by: User) -> "Vote":
        pair = self.pairs.judgeable().filter(number=number).first()
        if pair is None:
            raise NotVotable(_("These pictures are not ready."))
        version = pair.version_on(choice, by, self)
        return Vote.objects.create(pair=pair, judge=by, choice=choice, version_id=version)

    def _close(self, *, by: User | None) -> bool:
        is_passed = self.count().passes(win_rate_needed=self.win_rate_needed, minimum_votes=self.minimum_votes)
        outcome = self.Outcome.PASSED if is_passed else self.Outcome.MISSED
        Duel.objects.filter(pk=self.pk).update(closed_at=database_now(), closed_by=by, outcome=outcome)
        note = _("%(value)s: %(challenger)s against %(champion)s, %(outcome_label)s") % {
            "value": self,
            "challenger": self.challenger,
            "champion": self.champion,
            "outcome_label": outcome.label.lower(),
        }
        record(Action.DUEL_CLOSED, by=by, duel=self, version=self.challenger, note=note)
        return True


class DuelProgress:
    """Pairs of a duel by the state of their pictures, and votes by judge (user id).

    `void` pairs will never have both pictures, because a render failed or was cancelled.
    """

    def __init__(self, pairs: int, ready: int, void: int, votes: dict[int, int]) -> None:
        self.pairs, self.ready, self.void, self.votes = pairs, ready, void, votes

    @property
    def coming(self) -> int:
        """Pairs whose pictures are still being made."""
        return self.pairs - self.ready - self.void

    def has_finished(self, judge: int) -> bool:
        """Whether this judge has voted on every pair, and no more pairs are coming."""
        return not self.coming and self.ready > 0 and self.votes.get(judge, 0) >= self.ready

    @property
    def judges_done(self) -> int:
        return sum(self.has_finished(judge) for judge in self.votes)


class PairQuerySet(models.QuerySet["Pair"]):
    def judgeable(self) -> Self:
        """Pairs with both pictures ready."""
        return self.filter(challenger_render__state=Render.State.READY, champion_render__state=Render.State.READY)


class Pair(models.Model):
    """One candidate of each version, of the same product."""

    duel = models.ForeignKey(Duel, on_delete=models.PROTECT, related_name="pairs")
    number = models.PositiveIntegerField()
    colorway = models.ForeignKey("catalog.Colorway", on_delete=models.PROTECT, related_name="+")
    challenger_render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="+")
    champion_render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="+")

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["duel", "number"]
        constraints = [models.UniqueConstraint(name="pair_number_once_a_duel", fields=["duel", "number"])]

    def __str__(self) -> str:
        return _("%(duel)s pair %(number)s") % {"duel": self.duel, "number": self.number}

    def challenger_is_left(self, judge: User, duel: Duel) -> bool:
        return judging.challenger_is_on_left(duel.seed, self.number, judge.pk)

    def render_on(self, side: str, judge: User, duel: Duel) -> int:
        """The id of the render this judge sees on that side, "left" or "right"."""
        is_challenger = (side == Vote.Choice.LEFT) == self.challenger_is_left(judge, duel)
        return self.challenger_render_id if is_challenger else self.champion_render_id

    def version_on(self, choice: str, judge: User, duel: Duel) -> int | None:
        """The id of the version this choice prefers; None for neither."""
        if choice == Vote.Choice.NEITHER:
            return None
        is_challenger = (choice == Vote.Choice.LEFT) == self.challenger_is_left(judge, duel)
        return duel.challenger_id if is_challenger else duel.champion_id


class Vote(models.Model):
    """One judge's choice in one pair: the side as shown, and the version shown there. Never changed."""

    class Choice(models.TextChoices):
        LEFT = "left", gettext_lazy("Left")
        RIGHT = "right", gettext_lazy("Right")
        NEITHER = "neither", gettext_lazy("Neither")

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="votes")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=7, choices=Choice)
    version = models.ForeignKey("catalog.PromptVersion", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_vote_a_judge_and_pair", fields=["pair", "judge"]),
            models.CheckConstraint(
                name="vote_names_a_version_unless_neither",
                condition=Q(choice="neither", version=None) | (~Q(choice="neither") & Q(version__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair}: {self.choice}"


def open_duel(pairs: Iterable[tuple[Render, Render]], **fields: Any) -> Duel:
    """Write a duel and its pairs: (challenger's, champion's) renders of one product each, in order."""
    duel = Duel.objects.create(**fields)
    duel.assign_code()
    rows = [
        Pair(duel=duel, number=at, colorway=one.shot.colorway, challenger_render=one, champion_render=other)
        for at, (one, other) in enumerate(pairs, start=1)
    ]
    Pair.objects.bulk_create(rows)
    note = _("%(duel)s: %(challenger)s against %(champion)s") % {
        "duel": duel,
        "challenger": duel.challenger,
        "champion": duel.champion,
    }
    record(Action.DUEL_OPENED, by=duel.opened_by, duel=duel, version=duel.challenger, note=note)
    return duel
