"""The steps of a render up to its bytes: submit, resolve, collect. Each is row → outside world → row.

A step holds its rows by a lease and returns what should be rung; nothing here waits, loops or rings.
"""

from datetime import timedelta
from typing import cast

from django.db import transaction
from django.utils import timezone

from catalog.pictures import Decoded, Undecodable, decode
from renders import schedule
from renders.files import MASTERS, RENDITIONS, rendition_row
from renders.finishing import FORMATS, thumbnails
from renders.looking import asked
from renders.models import Account, Attempt, Callback, Latency, Lease, Render
from renders.models.accounts import PROBE_AFTER
from renders.models.attempts import ACCEPTED
from renders.models.money import close
from renders.models.renders import RenderRows, State
from renders.models.rows import Rows, Sql, insert
from renders.orders import kept, order_of, output_of
from renders.providers import (
    Busy,
    Denied,
    Provider,
    ProviderError,
    Receipt,
    Refused,
    Unclear,
    Unfetched,
    Unobtainable,
)
from renders.schedule import Ring
from renders.settling import ended, is_told_of_ends

MOST_FETCHES = 5
"""How often an address is tried that nobody gave an end to."""
PATIENCE = timedelta(hours=1)
"""How long an address is tried that is still good: a vendor's outage must not cost pictures that are paid for."""
FETCHES_OF_DAMAGED = 3
"""How often bytes that are no picture are fetched: the transfer may have been at fault."""
KEY_WINDOW = timedelta(hours=20)
"""Vendors remember a key for about a day; a repeat must come well before they forget it."""


def submit(attempt: Attempt, provider: Provider, lease: Lease) -> list[Ring]:
    """Send a granted request. That it is about to be sent, and its exact words, are committed first: from then on a
    crash means in doubt."""
    mine = Render.rows(attempt=attempt).held_by(lease)
    if attempt.account.is_told_to_wait(timezone.now()):
        return turned_away(attempt, mine, State.GRANTED, "The provider asked us to wait.")
    try:
        attempt.request = provider.draft(order_of(attempt))
    except Refused as refusal:
        mine.moved(State.GRANTED, State.SUBMITTING)
        return refused(attempt, mine, State.SUBMITTING, str(refusal))
    with transaction.atomic():
        mine.moved(State.GRANTED, State.SUBMITTING)
        Rows(Attempt).where(pk=attempt.pk).update(sent_at=timezone.now(), request=attempt.request)
    return send(attempt, provider, mine, State.SUBMITTING, lease)


def resolve(attempt: Attempt, provider: Provider, lease: Lease) -> list[Ring]:
    """Find out what became of a request that nobody heard the answer to.

    A task the vendor reported at this attempt's own address is adopted once the vendor confirms it; where a repeat
    with the same key buys nothing, the request is repeated; elsewhere it waits, and then a person decides.
    """
    mine = Render.rows(attempt=attempt).held_by(lease)
    mine.move(State.SUBMITTING, State.IN_DOUBT, note="The answer was lost")
    if attempt.account.is_told_to_wait(timezone.now()) or not attempt.account.take(1, timezone.now()):
        mine.where(state=State.IN_DOUBT).update(due_at=timezone.now() + schedule.GRACE)
        return []
    if task_id := reported_task(attempt, provider):
        return accepted(attempt, provider, mine, State.IN_DOUBT, Receipt(task_id=task_id), lease)
    if provider.abilities.replays_by_key and within_window(attempt, KEY_WINDOW):
        return send(attempt, provider, mine, State.IN_DOUBT, lease)
    is_hopeful = provider.abilities.calls_back and within_window(attempt, schedule.IN_DOUBT_WINDOW)
    mine.where(state=State.IN_DOUBT).update(due_at=timezone.now() + schedule.LEASE if is_hopeful else None)
    return []


def reported_task(attempt: Attempt, provider: Provider) -> str:
    """The task a callback named for this attempt, if the vendor knows it under our own key."""
    named = attempt.callbacks.exclude(task_id="").order_by("pk").values_list("task_id", flat=True).first()
    if not named or is_of_another_order(named, attempt):
        return ""
    try:
        return named if named in provider.look([named], 1).progress else ""
    except ProviderError:
        return ""


def is_of_another_order(task_id: str, attempt: Attempt) -> bool:
    """Whether this task already belongs to another request of the account."""
    same = Rows(Attempt).where(account=attempt.account_id, task_id=task_id).that(ACCEPTED)
    return same.select("pk") not in ([], [(attempt.pk,)])


def within_window(attempt: Attempt, window: timedelta) -> bool:
    """Whether the request was sent less than `window` ago."""
    return attempt.sent_at is not None and timezone.now() - attempt.sent_at < window


def send(attempt: Attempt, provider: Provider, mine: RenderRows, before: str, lease: Lease) -> list[Ring]:
    """One request to the provider, and what its answer means for the renders that wait in `before`."""
    try:
        receipt = provider.send(attempt.request, attempt.key.hex)
    except Refused as refusal:
        return refused(attempt, mine, before, str(refusal))
    except Denied as denied:
        attempt.account.pause(str(denied), PROBE_AFTER)
        return turned_away(attempt, mine, before, str(denied))
    except Busy as busy:
        attempt.account.hold_off(timezone.now() + timedelta(seconds=busy.seconds))
        return turned_away(attempt, mine, before, str(busy))
    except Unclear as unclear:
        if before == State.SUBMITTING:
            attempt.account.stumbled()
        return doubtful(mine, before, str(unclear))
    if attempt.account.paused_reason:
        attempt.account.recovered()
    if is_of_another_order(receipt.task_id, attempt):
        return held(mine, before, f"The provider answered with the task of another order, {receipt.task_id}.")
    return accepted(attempt, provider, mine, before, receipt, lease)


def accepted(
    attempt: Attempt, provider: Provider, mine: RenderRows, before: str, receipt: Receipt, lease: Lease
) -> list[Ring]:
    """The provider took it: from here on we only look, never send again."""
    typical = Latency.objects.typical(attempt.account_id, attempt.shot.image_model)
    at_once, is_told = provider.abilities.answers_at_once, is_told_of_ends(attempt.account_id, provider)
    with transaction.atomic():
        mine.moved(before, State.SUBMITTED, **lease.let_go())
        Rows(Attempt).where(pk=attempt.pk).update(task_id=receipt.task_id)
        look_at = timezone.now() if at_once else schedule.first_look(timezone.now(), typical, is_told)
        Account.rows(pk=attempt.account_id).sooner(look_at, failures=0)
    if receipt.progress:
        return list(ended(attempt, receipt.progress, timezone.now()))
    is_reported = provider.abilities.calls_back and Rows(Callback).where(attempt=attempt).exist()
    return [Ring("drive", (attempt.account_id,))] if at_once or is_reported else []


def refused(attempt: Attempt, mine: RenderRows, before: str, words: str) -> list[Ring]:
    """Proof of not accepted and not worth repeating: failed, nothing charged."""
    with transaction.atomic():
        mine.moved(before, State.FAILED, reason="refused", explanation=words[:500])
        attempt.end(Attempt.Outcome.REFUSED, timezone.now(), words)
    close(attempt.shot.shot_set_id)
    return [Ring("drive", (attempt.account_id,))]


def turned_away(attempt: Attempt, mine: RenderRows, before: str, words: str) -> list[Ring]:
    """Not accepted, and not for the order's own sake: the renders queue again. A doubt stays one: that this repeat
    was turned away says nothing about the first request."""
    if before == State.IN_DOUBT:
        mine.where(state=before).update(due_at=timezone.now() + schedule.back_off(3, words))
        return []
    with transaction.atomic():
        mine.moved(before, State.QUEUED, attempt=None, note=words)
        attempt.end(Attempt.Outcome.UNSENT, timezone.now(), words)
    return []


def doubtful(mine: RenderRows, before: str, words: str) -> list[Ring]:
    """It may have been accepted: money stays reserved, and the clock rings for a resolution."""
    if before == State.SUBMITTING:
        mine.moved(State.SUBMITTING, State.IN_DOUBT, explanation=words[:500])
    else:
        mine.where(state=State.IN_DOUBT).update(due_at=timezone.now() + schedule.back_off(3, words))
    return []


def held(mine: RenderRows, before: str, words: str) -> list[Ring]:
    """Nothing we can do finds out what became of it: a person decides."""
    mine.where(state=before).update(explanation=words[:500])
    if before == State.SUBMITTING:
        mine.moved(before, State.IN_DOUBT)
    mine.where(state=State.IN_DOUBT).update(due_at=None)
    return []


def collect(render: Render, provider: Provider, lease: Lease) -> list[Ring]:
    """Bring the finished picture home before its address expires, and make its thumbnails."""
    mine = Render.rows(pk=render.pk).held_by(lease)
    output = output_of(render)
    attempt = cast("Attempt", render.attempt)  # the table keeps no finished render without one
    try:
        data = provider.fetch(output, order_of(attempt))
        decoded = decode(data)
    except Unfetched as error:
        if not may_still_come(render):
            return fetch_anew(render, attempt, provider, mine, str(error))
        return fetch_later(render, mine)
    except Unobtainable as error:
        return fetch_anew(render, attempt, provider, mine, str(error))
    except Undecodable as error:
        if render.fetches + 1 < FETCHES_OF_DAMAGED and not provider.abilities.answers_at_once:
            return fetch_later(render, mine)
        return lost(render, mine, "undecodable", str(error))
    keep(render, mine, data, decoded, lease)
    rings = [Ring("inspect", (render.pk,))]
    uncollected = Render.rows(account=render.account_id, state=State.FINISHED).count()
    if uncollected >= render.account.cap_in_flight // 2:  # only then can they have kept slots from being given
        render.account.wake()
        rings.append(Ring("drive", (render.account_id,)))
    return rings


def keep(render: Render, mine: RenderRows, data: bytes, decoded: Decoded, lease: Lease) -> None:
    """Bytes first, then the row: a file without a row is harmless, a row without its file is a lie."""
    sha256 = MASTERS.keep(data)
    small = thumbnails(decoded.image)
    for one in small:
        RENDITIONS.keep(one.data)
    with transaction.atomic():
        mine.moved(
            State.FINISHED,
            State.STORED,
            sha256=sha256,
            media_type=FORMATS[decoded.format].content_type,
            bytes=len(data),
            width=decoded.width,
            height=decoded.height,
            **lease.let_go(),
        )
        insert([rendition_row(render.pk, one) for one in small])


def fetch_later(render: Render, mine: RenderRows) -> list[Ring]:
    """Fetching failed this time: again a little later."""
    due_at = timezone.now() + schedule.back_off(render.fetches, str(render.pk))
    mine.where(state=State.FINISHED).update(fetches=Sql("fetches + 1"), due_at=due_at)
    return []


def may_still_come(render: Render) -> bool:
    """Whether another fetch at the same address may bring a picture that is finished at the vendor."""
    expires_at = output_of(render).expires_at
    if expires_at is None:
        return render.fetches + 1 < MOST_FETCHES
    return timezone.now() < min(expires_at, render.moved_at + PATIENCE)


def fetch_anew(render: Render, attempt: Attempt, provider: Provider, mine: RenderRows, words: str) -> list[Ring]:
    """The address is dead: ask the vendor for a fresh one. Lost is the picture only once the vendor was heard and has
    none, or says nothing for as long as our patience lasts: it is paid for."""
    if render.output.get("is_renewed") or provider.abilities.answers_at_once:
        return lost(render, mine, "unobtainable", words)
    looked = asked(attempt.account, provider, [attempt.task_id], timezone.now())
    if looked is None and timezone.now() < render.moved_at + PATIENCE:
        return fetch_later(render, mine)
    told = looked.progress.get(attempt.task_id) if looked else None
    output = next((one for one in told.outputs if one.index == render.output["index"]), None) if told else None
    if output is None:
        return lost(render, mine, "unobtainable", words)
    renewed = {**kept(output), "is_renewed": True}
    mine.where(state=State.FINISHED).update(fetches=Sql("fetches + 1"), output=renewed, due_at=timezone.now())
    return [Ring("collect", (render.pk,))]


def lost(render: Render, mine: RenderRows, reason: str, words: str) -> list[Ring]:
    """The provider finished, but there is no picture to keep."""
    mine.moved(render.state, State.FAILED, reason=reason, explanation=words[:500])
    close(render.shot_set_id)
    return [Ring("drive", (render.account_id,))]
