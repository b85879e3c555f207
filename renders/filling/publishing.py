"""What went out: most approvals, one live picture in each gallery slot of a channel."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from renders.filling.files import SharedFiles
from renders.filling.judgements import Approval
from renders.filling.season import Season
from renders.filling.tables import Tables
from renders.models import Channel, Listing, Publication
from renders.models.actions import Action
from renders.models.events import Event

State = Publication.State
SHARE_PUBLISHED, SHARE_FAILED, SHARE_OF_SECOND_CHANNEL = 0.8, 0.01, 0.15
# Of the latest sets half of the approvals wait for somebody to publish them.
SHARE_OF_FRESH = 0.5
# The latest publications are still on their way.
ON_THEIR_WAY = (State.PLANNED, State.UPLOADED, State.FAILED)
WRITTEN_AT_ONCE = 5_000


@dataclass(frozen=True)
class Outgoing:
    """One publication before it is known whether a later one replaced it."""

    approval: Approval
    channel: int
    state: str


@dataclass
class Publishing:
    """Adds publications once all approvals are known."""

    season: Season
    files: SharedFiles
    tables: Tables
    listings: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, approvals: Iterable[Approval]) -> None:
        """All of them, the oldest first."""
        channels = add_channels()
        chosen = self._chosen(sorted(approvals, key=lambda one: (one.at, one.decision)), channels)
        replaced = replaced_among(chosen)
        for at, one in enumerate(chosen):
            self._add(one, State.REPLACED if at in replaced else one.state)
            if at % WRITTEN_AT_ONCE == 0:
                self.tables.write()

    def _chosen(self, approvals: list[Approval], channels: list[int]) -> list[Outgoing]:
        chosen = []
        for approval in approvals:
            if self.season.happens(SHARE_OF_FRESH if approval.shot.order.is_fresh else SHARE_PUBLISHED):
                channel = channels[self.season.happens(SHARE_OF_SECOND_CHANNEL)]
                state = State.FAILED if self.season.happens(SHARE_FAILED) else State.PUBLISHED
                chosen.append(Outgoing(approval, channel, state))
        first = len(chosen) - len(ON_THEIR_WAY)
        late = [
            Outgoing(one.approval, one.channel, state) for one, state in zip(chosen[first:], ON_THEIR_WAY, strict=False)
        ]
        return chosen[: max(0, first)] + late

    def _listing(self, channel: int, product: int) -> int:
        """The row of this product in this channel."""
        if (channel, product) not in self.listings:
            added = self.tables.of(Listing).add(channel_id=channel, product_id=product)
            self.listings[channel, product] = added
        return self.listings[channel, product]

    def _add(self, one: Outgoing, state: str) -> None:
        approval, order = one.approval, one.approval.shot.order
        requested_at = self.season.later(approval.at, 0.2, 48)
        sent = self.files.published(order.image_model.provider, order.placement.delivery_format)
        fields = sent if one.state in {State.PUBLISHED, State.UPLOADED} else {}
        if one.state == State.FAILED:
            fields = {"explanation": "The bucket did not take the file: No space left on device", "tries": 5}
        if state in {State.PLANNED, State.UPLOADED}:
            fields = {**fields, "due_at": self.season.until}
        listing = self._listing(one.channel, approval.shot.product)
        self.tables.of(Publication).add(
            channel_id=one.channel,
            listing_id=listing,
            decision_id=approval.decision,
            render_id=approval.render,
            gallery_slot=approval.shot.gallery_slot,
            alt_text=approval.shot.name,
            state=state,
            requested_by_id=approval.submitted_by,
            requested_at=requested_at,
            published_at=requested_at if one.state == State.PUBLISHED else None,
            **fields,
        )
        about: dict[str, Any] = {
            "shot_set_id": approval.shot.shot_set,
            "shot_id": approval.shot.pk,
            "render_id": approval.render,
        }
        about |= {"at": requested_at, "note": approval.shot.gallery_slot}
        event = self.tables.of(Event)
        event.add(action=Action.PUBLICATION_REQUESTED.value, by_id=approval.submitted_by, **about)
        if one.state == State.PUBLISHED:
            event.add(action=Action.PUBLICATION_LIVE.value, **about)


def add_channels() -> list[int]:
    """The demo's bucket and a second one."""
    first = Channel.objects.get(slug="public-bucket")
    second, _ = Channel.objects.get_or_create(slug="press-bucket", defaults={"name": "Press bucket", "kind": "bucket"})
    return [first.pk, second.pk]


def replaced_among(chosen: list[Outgoing]) -> set[int]:
    """Which of these a later one replaced in its gallery slot: a live one what was live, any one what had not come."""
    live: dict[tuple[int, str], int] = {}
    coming: dict[tuple[int, str], int] = {}
    replaced: set[int] = set()
    for at, one in enumerate(chosen):
        slot = (one.channel, one.approval.shot.gallery_slot)
        if slot in coming:
            replaced.add(coming.pop(slot))
        if one.state != State.PUBLISHED:
            coming[slot] = at
            continue
        if slot in live:
            replaced.add(live[slot])
        live[slot] = at
    return replaced
