"""The steps of a render: submit, resolve, collect, inspect. Each is row → outside world → row.

A step holds its rows by a lease and returns what should be rung; nothing here waits, loops or rings.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from renders import quality, schedule
from renders.files import ARTWORK, MASTERS, RENDITIONS, rendition_row
from renders.finishing.masters import Decoded, Undecodable, decode
from renders.finishing.renditions import thumbnails
from renders.models import Account, Attempt, Finding, Lease, Render, Rendition
from renders.models.money import close
from renders.models.renders import RenderQuerySet, State
from renders.providers import Busy, Order, Output, Provider, Refused, Unclear, Unfetched, Unobtainable
from renders.schedule import Ring

MOST_FETCHES = 5


def submit(attempt: Attempt, provider: Provider, lease: Lease) -> list[Ring]:
    """Send a granted request. That it is about to be sent is committed first: from then on a crash means in doubt."""
    mine = attempt.renders.held_by(lease)
    with transaction.atomic():
        mine.moved(State.GRANTED, State.SUBMITTING)
        Attempt.objects.filter(pk=attempt.pk).update(sent_at=timezone.now())
    return send(attempt, provider, mine, State.SUBMITTING)


def resolve(attempt: Attempt, provider: Provider, lease: Lease) -> list[Ring]:
    """Find out what became of a request that nobody heard the answer to.

    Where a repeat with the same key buys nothing, it is repeated; elsewhere it waits for a person.
    """
    mine = attempt.renders.held_by(lease)
    mine.move(State.SUBMITTING, State.IN_DOUBT, note="The answer was lost")
    if provider.abilities.replays_by_key:
        return send(attempt, provider, mine, State.IN_DOUBT)
    mine.filter(state=State.IN_DOUBT).update(due_at=None)
    return []


def send(attempt: Attempt, provider: Provider, mine: RenderQuerySet, before: str) -> list[Ring]:
    """One request to the provider, and what its answer means for the renders that wait in `before`."""
    try:
        task_id = provider.submit(order_of(attempt))
    except Refused as refusal:
        return refused(attempt, mine, before, str(refusal))
    except Busy as busy:
        return turned_away(attempt, mine, before, busy)
    except Unclear as unclear:
        return doubtful(mine, before, str(unclear))
    return accepted(attempt, provider, mine, before, task_id)


def accepted(attempt: Attempt, provider: Provider, mine: RenderQuerySet, before: str, task_id: str) -> list[Ring]:
    """The provider took it: from here on we only look, never send again."""
    typical = timedelta(seconds=attempt.shot.image_model.typical_seconds)
    at_once = provider.abilities.answers_at_once
    with transaction.atomic():
        mine.moved(before, State.SUBMITTED)
        Attempt.objects.filter(pk=attempt.pk).update(task_id=task_id)
        look_at = timezone.now() if at_once else schedule.first_look(timezone.now(), typical)
        Account.objects.filter(pk=attempt.account_id).sooner(look_at)
    return [Ring("drive", (attempt.account_id,))] if at_once else []


def refused(attempt: Attempt, mine: RenderQuerySet, before: str, words: str) -> list[Ring]:
    """Proof of not accepted and not worth repeating: failed, nothing charged."""
    with transaction.atomic():
        mine.moved(before, State.FAILED, reason="refused", explanation=words[:500])
        attempt.end(Attempt.Outcome.REFUSED, timezone.now(), words)
    close(attempt.shot.shot_set_id)
    return [Ring("drive", (attempt.account_id,))]


def turned_away(attempt: Attempt, mine: RenderQuerySet, before: str, busy: Busy) -> list[Ring]:
    """Not accepted, try later: the renders queue again and the account keeps quiet until then."""
    with transaction.atomic():
        mine.moved(before, State.QUEUED, attempt=None, note=str(busy))
        attempt.end(Attempt.Outcome.UNSENT, timezone.now(), str(busy))
    attempt.account.hold_off(timezone.now() + timedelta(seconds=busy.seconds))
    return []


def doubtful(mine: RenderQuerySet, before: str, words: str) -> list[Ring]:
    """It may have been accepted: money stays reserved, and the clock rings for a resolution."""
    if before == State.SUBMITTING:
        mine.moved(State.SUBMITTING, State.IN_DOUBT, explanation=words[:500])
    else:
        mine.filter(state=State.IN_DOUBT).update(due_at=timezone.now() + schedule.back_off(3, words))
    return []


def collect(render: Render, provider: Provider, lease: Lease) -> list[Ring]:
    """Bring the finished picture home before its address expires, and make its thumbnails."""
    mine = Render.objects.filter(pk=render.pk).held_by(lease)
    output = Output(address=render.output["address"], index=render.output["index"])
    attempt = Attempt.objects.select_related("shot").get(pk=render.attempt_id or 0)
    try:
        data = provider.fetch(output, order_of(attempt))
        decoded = decode(data)
    except Unfetched as error:
        return fetch_later(render, mine, str(error))
    except Unobtainable as error:
        return lost(render, mine, "unobtainable", str(error))
    except Undecodable as error:
        return lost(render, mine, "undecodable", str(error))
    keep(mine, data, decoded)
    rings = [Ring("inspect", (render.pk,))]
    if Render.objects.filter(account=render.account_id, state=State.QUEUED).exists():
        render.account.wake()
        rings.append(Ring("drive", (render.account_id,)))
    return rings


def keep(mine: RenderQuerySet, data: bytes, decoded: Decoded) -> None:
    """Bytes first, then the row: a file without a row is harmless, a row without its file is a lie."""
    sha256 = MASTERS.keep(data)
    small = thumbnails(decoded.image)
    for one in small:
        RENDITIONS.keep(one.data)
    media_type = f"image/{decoded.format.lower()}"
    with transaction.atomic():
        mine.moved(
            State.FINISHED,
            State.STORED,
            sha256=sha256,
            media_type=media_type,
            bytes=len(data),
            width=decoded.width,
            height=decoded.height,
        )
        pk = mine.values_list("pk", flat=True).get()
        Rendition.objects.bulk_create([rendition_row(pk, one) for one in small], ignore_conflicts=True)


def inspect(render: Render, provider: Provider, lease: Lease) -> list[Ring]:
    """Measure the master against its contract; findings and state are written together."""
    contract = render.shot.contract
    mine = Render.objects.filter(pk=render.pk).held_by(lease)
    try:
        image = decode(MASTERS.read(render.sha256)).image
    except (Undecodable, FileNotFoundError):
        return lost(render, mine, "master_lost", "The stored picture can no longer be read.")
    siblings = Render.objects.filter(shot=render.shot_id, number__lt=render.number).exclude(perceptual_hash="")
    hashes = {number: int(value, 16) for number, value in siblings.values_list("number", "perceptual_hash")}
    found = [finding_row(render, one) for one in quality.inspect(image, contract, siblings=hashes)]
    found += [remark_row(render, sentence) for sentence in provider.remarks(contract)]
    seen = {"perceptual_hash": f"{quality.perceptual_hash(image):016x}", "rules_version": str(quality.RULES_VERSION)}
    with transaction.atomic():
        mine.moved(State.STORED, State.READY, **seen)
        Finding.objects.filter(render=render).delete()
        Finding.objects.bulk_create(found)
    close(render.shot_set_id)
    return []


def order_of(attempt: Attempt) -> Order:
    """What to send: always the same for the same attempt, so that a repeat is identical."""
    return Order(
        contract=attempt.shot.contract,
        seeds=list(attempt.renders.values_list("seed", flat=True)),
        key=attempt.key.hex,
        read_artwork=ARTWORK.read,
    )


def fetch_later(render: Render, mine: RenderQuerySet, words: str) -> list[Ring]:
    """Fetching failed this time: again a little later, then give up."""
    if render.fetches + 1 >= MOST_FETCHES:
        return lost(render, mine, "unfetched", words)
    due_at = timezone.now() + schedule.back_off(render.fetches, str(render.pk))
    mine.filter(state=State.FINISHED).update(fetches=F("fetches") + 1, due_at=due_at)
    return []


def lost(render: Render, mine: RenderQuerySet, reason: str, words: str) -> list[Ring]:
    """The provider finished, but there is no picture to keep."""
    mine.moved(render.state, State.FAILED, reason=reason, explanation=words[:500])
    close(render.shot_set_id)
    return [Ring("drive", (render.account_id,))]


def finding_row(render: Render, found: quality.Finding) -> Finding:
    """The row of what inspection measured."""
    return Finding(
        render=render,
        check_name=found.check,
        severity=found.severity,
        message=found.message[:300],
        measure=found.measure,
        limit=found.limit,
        unit=found.unit,
        box=list(found.box) if found.box else None,
    )


def remark_row(render: Render, sentence: str) -> Finding:
    """A note about words of the prompt that were drawn differently."""
    return Finding(render=render, check_name="not_honoured", severity=Finding.Severity.INFO, message=sentence[:300])
