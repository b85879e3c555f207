"""What governance left behind: baselines, duels, proposals, and how long pictures took."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from catalog.models import Exemption, ImageModel, PromptVersion
from renders.filling.candidates import FilledShot
from renders.filling.governance import Choices, Line
from renders.filling.season import Season
from renders.filling.tables import Tables
from renders.filling.team import Team
from renders.judging import VoteCount
from renders.models import Baseline, Duel, Latency, Pair, Proposal, Vote
from renders.models.actions import Action
from renders.models.events import Event

PAIRS = 6
SHARE_FOR_CHALLENGER = 0.85


@dataclass
class History:
    """Remembers a few pictures of each version, and adds what was decided about versions."""

    season: Season
    team: Team
    tables: Tables
    # Ready renders by version: (render, colorway), at most one a shot.
    drawn: defaultdict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    # Delivered pictures by account and image model, with their usual seconds.
    delivered: defaultdict[tuple[int, int, int], int] = field(default_factory=lambda: defaultdict(int))

    def remember(self, shot: FilledShot) -> None:
        """Something may be said about this shot later."""
        model = shot.order.image_model
        self.delivered[shot.order.account, model.pk, model.typical_seconds] += len(shot.ready)
        if shot.ready and shot.is_done and len(pictures := self.drawn[shot.order.version.pk]) < PAIRS:
            pictures.append((shot.ready[0].pk, shot.colorway))

    def add(self, choices: Choices) -> None:
        """Everything, once all sets are there."""
        for (account, model, seconds), seen in self.delivered.items():
            self.tables.of(Latency).add(account_id=account, image_model_id=model, seconds=seconds, seen=seen)
        for line in choices.lines:
            for since, version in line.versions:
                self._baseline(version, since)
            self._duels(line)
        self._waiting(choices)

    def _baseline(self, version: PromptVersion, since: datetime) -> None:
        if pictures := self.drawn[version.pk]:
            fields = {"picked_by_id": self.team.admins[0], "picked_at": since}
            self.tables.of(Baseline).add(version_id=version.pk, render_id=pictures[0][0], **fields)

    def _duels(self, line: Line) -> None:
        """Each version against the one before it."""
        for (_, champion), (since, challenger) in zip(line.versions, line.versions[1:], strict=False):
            self._duel(line, challenger, champion, since - timedelta(days=3), is_open=False)

    def _duel(
        self, line: Line, challenger: PromptVersion, champion: PromptVersion, opened_at: datetime, *, is_open: bool
    ) -> None:
        pairs = list(zip(self.drawn[challenger.pk], self.drawn[champion.pk], strict=False))
        if not pairs:
            return
        judges = [] if is_open else self.team.reviewers[:2] + self.team.marketers[:1]
        preferred = [[self.season.happens(SHARE_FOR_CHALLENGER) for _ in judges] for _ in pairs]
        won = sum(map(sum, preferred))
        count = VoteCount(won=won, lost=len(pairs) * len(judges) - won)
        passes = count.passes(win_rate_needed=Duel.WIN_RATE_NEEDED, minimum_votes=Duel.MINIMUM_VOTES)
        table = self.tables.of(Duel)
        duel = table.add(
            code=f"D-{table.next_key}",
            challenger_id=challenger.pk,
            champion_id=champion.pk,
            placement_id=line.placements[0].pk,
            win_rate_needed=Duel.WIN_RATE_NEEDED,
            minimum_votes=Duel.MINIMUM_VOTES,
            judges_wanted=Duel.JUDGES,
            seed=self.season.chance.randrange(2**31),
            opened_by_id=self.team.admins[0],
            opened_at=opened_at,
        )
        for at, ((ours, theirs), wins) in enumerate(zip(pairs, preferred, strict=True), 1):
            renders = {"challenger_render_id": ours[0], "champion_render_id": theirs[0]}
            pair = self.tables.of(Pair).add(duel_id=duel, number=at, colorway_id=ours[1], **renders)
            for judge, is_won in zip(judges, wins, strict=True):
                side = self.season.chance.choice((Vote.Choice.LEFT, Vote.Choice.RIGHT))
                vote = {"choice": side.value, "version_id": (challenger if is_won else champion).pk}
                self.tables.of(Vote).add(pair_id=pair, judge_id=judge, at=opened_at + timedelta(days=1), **vote)
        self._event(Action.DUEL_OPENED, challenger, opened_at, duel)
        if is_open:
            return
        # Votes are refused once their duel is closed.
        self.tables.write()
        closed_at = opened_at + timedelta(days=2)
        outcome = Duel.Outcome.PASSED if passes else Duel.Outcome.MISSED
        Duel.objects.filter(pk=duel).update(outcome=outcome, closed_at=closed_at, closed_by=self.team.admins[0])
        self._event(Action.DUEL_CLOSED, challenger, closed_at, duel)

    def _waiting(self, choices: Choices) -> None:
        """What waits for a person: an open duel, a proposal, an exemption that nobody has used yet."""
        pictured = [line for line in choices.lines if all(self.drawn[version.pk] for _, version in line.versions[-2:])]
        line, recently = [*pictured, choices.lines[0]][0], self.season.until - timedelta(days=1)
        (_, before), (_, current) = line.versions[-2:]
        self._duel(line, before, current, recently, is_open=True)
        proposal = {"kind": Proposal.Kind.CURRENT.value, "version_id": before.pk, "note": "It sold better"}
        proposed_by = self.team.marketers[0]
        self.tables.of(Proposal).add(proposed_by_id=proposed_by, proposed_at=recently, **proposal)
        self.tables.of(Event).add(
            action=Action.PROPOSAL_MADE.value, at=recently, by_id=proposed_by, version_id=before.pk, note=str(before)
        )
        placement = line.placements[0]
        if others := ImageModel.objects.exclude(placements=placement).filter(is_enabled=True):
            allowed = {"placement_id": placement.pk, "image_model_id": others[0].pk, "reason": "A trial for the fair"}
            by = self.team.admins[0]
            self.tables.of(Exemption).add(allowed_by_id=by, allowed_at=recently, **allowed)

    def _event(self, action: Action, version: PromptVersion, at: datetime, duel: int) -> None:
        by = self.team.admins[0]
        self.tables.of(Event).add(action=action.value, at=at, by_id=by, duel_id=duel, version_id=version.pk)
