"""The rows of a set: shots with their contracts, renders with attempts, files, findings, money and every move."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from renders import quality
from renders.composing.shots.planned import contract_of
from renders.filling.files import SharedFiles
from renders.filling.ledger import Purse
from renders.filling.orders import Order
from renders.filling.season import Season
from renders.filling.tables import Tables
from renders.models import Attempt, Finding, Render, Rendition, Shot, ShotSet
from renders.models.actions import Action
from renders.models.events import Event
from renders.models.renders import DUE_STATES, FINAL, HAS_PICTURE, State
from renders.models.shot_sets import FIRST_CODE
from renders.orders import output_fields
from renders.providers import Output

# How a render comes to each state.
TO_PROVIDER = (State.QUEUED, State.ASSIGNED, State.SUBMITTING, State.SUBMITTED)
JOURNEYS: dict[str, tuple[str, ...]] = {
    **{state: TO_PROVIDER[: at + 1] for at, state in enumerate(TO_PROVIDER)},
    State.FINISHED: (*TO_PROVIDER, State.FINISHED),
    State.STORED: (*TO_PROVIDER, State.FINISHED, State.STORED),
    State.READY: (*TO_PROVIDER, State.FINISHED, State.STORED, State.READY),
    State.FAILED: (*TO_PROVIDER, State.FAILED),
    State.CANCELLED: (State.QUEUED, State.CANCELLED),
    State.IN_DOUBT: (*TO_PROVIDER[:3], State.IN_DOUBT),
}
# Seconds from the state before, apart from the provider's own.
SECONDS: dict[str, float] = {
    State.ASSIGNED: 2.0,
    State.SUBMITTING: 0.1,
    State.SUBMITTED: 0.4,
    State.STORED: 1.5,
    State.READY: 0.3,
}
FAILURES = (
    (("refused", "The provider refused this prompt."), 4),
    (("no_output", "The provider reported success without a picture."), 1),
)
FINDINGS = (
    (("seam", "warning", "A straight line runs through the ground", "levels"), 4),
    (("soft", "warning", "The product is a little soft", "px"), 3),
    (("fill_differs_from_order", "info", "The product fills less of the picture than asked", "%"), 6),
    (("ground_not_white", "blocking", "The ground is not white", "levels"), 1),
)
RULES = str(quality.RULES_VERSION)
# Where the studio's drawing is fetched from.
OUTPUT = output_fields(Output("lightbox:"))
OPEN, RENDER_MOVED = Attempt.Outcome.OPEN.value, Action.RENDER_MOVED.value
SHARE_OF_FAILED, SHARE_WITH_FINDING = 0.04, 0.3
MARKS = ((Render.Mark.NONE, 80), (Render.Mark.STAR, 8), (Render.Mark.DROP, 12))


@dataclass
class Candidate:
    """A ready render as judging needs it."""

    pk: int
    ready_at: datetime
    # The fields of what inspection found; empty for most.
    finding: dict[str, Any]

    @property
    def is_blocked(self) -> bool:
        return self.finding.get("severity") == Finding.Severity.BLOCKING


@dataclass
class FilledShot:
    """A shot whose rows are added, with its ready renders in candidate order."""

    pk: int
    order: Order
    shot_set: int
    colorway: int
    product: int
    gallery_slot: str
    name: str
    ready: list[Candidate] = field(default_factory=list)
    is_done: bool = True


@dataclass
class Candidates:
    """Adds sets, one after another."""

    season: Season
    files: SharedFiles
    tables: Tables
    purse: Purse

    def add(self, order: Order) -> list[FilledShot]:
        """All rows of a set up to its pictures."""
        table = self.tables.of(ShotSet)
        shot_set = table.add(
            code=f"S-{FIRST_CODE + table.next_key}",
            kind=order.kind,
            launched_by_id=order.launched_by,
            launched_at=order.launched_at,
            launch_token=self._key(table.next_key),
            order_digest=self.season.hexadecimal(64),
            stopped_at=order.launched_at + timedelta(minutes=2) if order.is_stopped else None,
            campaign_id=order.campaign,
        )
        self.purse.open(shot_set, order)
        self._event(Action.SET_LAUNCHED, order.launched_at, shot_set, by_id=order.launched_by)
        first_seed, states = self.season.chance.randrange(2**31), self._states(order)
        shots = [
            self._shot(order, shot_set, number, first_seed, states) for number in range(1, len(order.colorways) + 1)
        ]
        self.purse.close()
        return shots

    def _states(self, order: Order) -> Iterator[str]:
        """The state of each render of a set, shot by shot."""
        yield from order.states
        yield from [State.IN_DOUBT] * order.doubts
        total = len(order.colorways) * order.count
        for at in range(len(order.states) + order.doubts, total):
            if order.is_stopped and at > total * 2 // 3:
                yield State.CANCELLED
            else:
                yield State.FAILED if self.season.happens(SHARE_OF_FAILED) else State.READY

    def _shot(self, order: Order, shot_set: int, number: int, first_seed: int, states: Iterator[str]) -> FilledShot:
        colorway = order.colorways[number - 1]
        contract = contract_of(colorway, order.placement, order.version, order.image_model)
        table = self.tables.of(Shot)
        row = table.add(
            shot_set_id=shot_set,
            number=number,
            code=f"S-{FIRST_CODE + shot_set}-{number}",
            colorway_id=colorway.pk,
            placement_id=order.placement.pk,
            version_id=order.version.pk,
            image_model_id=order.image_model.pk,
            account_id=order.account,
            contract_json=contract.model_dump(mode="json"),
            contract_digest=contract.digest(),
            price_micros=self.purse.price,
        )
        slot = f"{colorway.sku}/{order.placement.slug}/{order.line.template.slug}"
        name = f"{colorway.product.name}, {colorway.name}"
        shot = FilledShot(row, order, shot_set, colorway.pk, colorway.product_id, slot, name)
        added = table.rows[-1]
        moves = 0
        for candidate in range(1, order.count + 1):
            moves += self._render(shot, candidate, first_seed + candidate, next(states), moves)
        added[table.columns.index("revision")] = moves
        return shot

    def _render(self, shot: FilledShot, number: int, seed: int, state: str, revision: int) -> int:
        """One candidate with everything it left behind; how many moves it made."""
        order, season = shot.order, self.season
        steps = self._steps(order, state)
        entered = steps[-1][1]
        fields: dict[str, Any] = {}
        if state not in {State.QUEUED, State.CANCELLED}:
            fields["attempt_id"] = self._attempt(shot, seed, dict(steps), state)
        if state in HAS_PICTURE:
            fields |= self.files.master
            fields |= {"perceptual_hash": season.hexadecimal(16), "rules_version": RULES}
        if State.FINISHED in JOURNEYS[state]:
            fields["was_charged"] = True
        if state == State.FINISHED:
            fields["output"] = OUTPUT
        if state == State.FAILED:
            fields["reason"], fields["explanation"] = season.one_of(FAILURES)
        if state == State.READY:
            fields["mark"] = season.one_of(MARKS)
        if state in DUE_STATES and state != State.IN_DOUBT:
            fields["due_at"] = season.until
        render = self.tables.of(Render).add(
            shot_id=shot.pk,
            shot_set_id=shot.shot_set,
            account_id=order.account,
            number=number,
            seed=seed,
            price_micros=self.purse.price,
            state=state,
            state_changed_at=entered,
            revision=revision + len(steps) - 1,
            **fields,
        )
        self._moves(shot, render, steps)
        if state in HAS_PICTURE:
            self._files(render)
        if state == State.READY:
            shot.ready.append(Candidate(render, entered, self._finding(render)))
        shot.is_done &= state in FINAL
        return len(steps) - 1

    def _steps(self, order: Order, state: str) -> list[tuple[str, datetime]]:
        """When it came to each of its states."""
        moment, steps = order.launched_at, list[tuple[str, datetime]]()
        drawing = order.image_model.typical_seconds * self.season.chance.uniform(0.7, 1.6)
        for step in JOURNEYS[state]:
            moment += timedelta(seconds=SECONDS.get(step, drawing if steps else 0))
            steps.append((step, min(moment, self.season.until)))
        return steps

    def _attempt(self, shot: FilledShot, seed: int, entered: dict[str, datetime], state: str) -> int:
        """The one request it was ordered with; a delivered one is paid."""
        order, table = shot.order, self.tables.of(Attempt)
        sent_at, is_accepted = entered.get(State.SUBMITTING), State.SUBMITTED in entered
        is_delivered = State.FINISHED in entered
        ended_at = entered.get(State.FINISHED) or entered.get(State.FAILED)
        outcome = Attempt.Outcome.DELIVERED if is_delivered else Attempt.Outcome.FAILED if ended_at else OPEN
        key = self._key(table.next_key)
        attempt = table.add(
            account_id=order.account,
            shot_id=shot.pk,
            key=key,
            price_micros=self.purse.price,
            created_at=entered[State.ASSIGNED],
            sent_at=sent_at,
            request=f'{{"model": "{order.image_model.endpoint}", "seed": {seed}}}' if sent_at else "",
            task_id=f"lightbox-1-{key}" if is_accepted else "",
            outcome=outcome,
            ended_at=ended_at,
        )
        if is_delivered:
            self.purse.settle(attempt, entered[State.FINISHED])
        return attempt

    def _moves(self, shot: FilledShot, render: int, steps: list[tuple[str, datetime]]) -> None:
        add = self.tables.of(Event).add
        for (before, _), (after, moment) in pairwise(steps):
            add(
                action=RENDER_MOVED,
                at=moment,
                shot_set_id=shot.shot_set,
                shot_id=shot.pk,
                render_id=render,
                before=before,
                after=after,
            )

    def _files(self, render: int) -> None:
        for rendition in self.files.renditions:
            self.tables.of(Rendition).add(render_id=render, **rendition)

    def _finding(self, render: int) -> dict[str, Any]:
        """What inspection found of it; empty for most."""
        if not self.season.happens(SHARE_WITH_FINDING):
            return {}
        check, severity, message, unit = self.season.one_of(FINDINGS)
        measure = round(self.season.chance.uniform(1, 9), 1)
        found: dict[str, Any] = {"check_name": check, "severity": severity, "message": message, "unit": unit}
        found |= {"measure": measure, "limit": 1.0}
        self.tables.of(Finding).add(render_id=render, **found)
        return found

    def _key(self, number: int) -> uuid.UUID:
        """Unique, and in the order of its rows: an index over random keys would be written all over at once."""
        return uuid.UUID(int=number << 64 | self.season.chance.getrandbits(64))

    def _event(self, action: Action, moment: datetime, shot_set: int, **about: Any) -> None:
        self.tables.of(Event).add(action=action.value, at=moment, shot_set_id=shot_set, **about)
