"""Pictures that exactly the same order brought before, so that nobody pays twice for what is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from config.caching.addresses import address_of
from renders.composing import Plan, PlannedShot
from renders.models.pictures import ready_of_contracts
from renders.views.pictures import thumbnail_of

# Of how many shots of an order earlier pictures are looked for, and how many pictures are shown of one and of all.
SHOTS_LOOKED_UP, MAX_THUMBNAILS, MAX_ALTOGETHER = 64, 3, 5


@dataclass
class ReadyShot:
    """A planned shot whose contract has pictures already."""

    shot: PlannedShot
    # The latest shot with this contract.
    code: str
    renders: list[int] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Of the latest shot with this contract."""
        return address_of("shots.detail", self.code)

    @property
    def thumbnails(self) -> list[str]:
        """The addresses of a few of its pictures."""
        return [thumbnail_of(render) for render in self.renders[:MAX_THUMBNAILS]]


@dataclass(frozen=True)
class ReadyShots:
    """The shots of an order that have pictures, in its own order."""

    shots: Sequence[ReadyShot]
    # How many shots of the order were looked up; 0 where all were.
    only_first: int = 0

    @property
    def pictures(self) -> int:
        return sum(len(one.renders) for one in self.shots)

    @property
    def thumbnails(self) -> list[str]:
        """The addresses of one picture of each of the first shots."""
        return [one.thumbnails[0] for one in self.shots[:MAX_ALTOGETHER]]


def ready_shots(plans: Iterable[Plan]) -> ReadyShots:
    """The shots of an order that were ordered before, word for word and with the same files; in one query."""
    ordered = [shot for plan in plans for shot in plan.shots if shot.contract]
    planned = {shot.contract.digest(): shot for shot in ordered[:SHOTS_LOOKED_UP] if shot.contract}
    found: dict[str, ReadyShot] = {}
    for digest, code, render in ready_of_contracts(list(planned)):
        found.setdefault(digest, ReadyShot(planned[digest], code)).renders.append(render)
    only_first = SHOTS_LOOKED_UP if len(ordered) > SHOTS_LOOKED_UP else 0
    return ReadyShots([found[digest] for digest in planned if digest in found], only_first)
