"""What must always hold, whatever crashed: each check yields one sentence for every violation it finds."""

import hashlib
from collections.abc import Callable, Iterator
from functools import wraps
from typing import cast

from django.db.models import Count, F, Max, Q, Sum

from catalog import guards as catalog_guards
from catalog.models import Exemption, PromptVersion
from catalog.pictures.content_store import ContentStore
from config.storage.snapshots import one_snapshot
from renders import guards, providers
from renders.channels import ChannelError
from renders.files import ARTWORK, MASTERS, RENDITIONS
from renders.finishing.provenance import ProvenanceMissing
from renders.finishing.steps import chain_faults, is_digest_of
from renders.models import (
    Attempt,
    Budget,
    Cutting,
    Decision,
    Duel,
    Event,
    LedgerEntry,
    LedgerSum,
    Publication,
    Render,
    Rendition,
    SentReference,
    SetSum,
    Shot,
    ShotSet,
    Tally,
    TextReading,
    Vote,
)
from renders.models.actions import Action
from renders.models.cuttings import State as CuttingState
from renders.models.money import reserved_of, spent_of
from renders.models.removals import SPEC_LEFT
from renders.models.renders import DUE_STATES, TRANSITIONS, State
from renders.pipeline.publishing.deliveries import receipt_of
from renders.pipeline.publishing.publish import connect

Violations = Iterator[str]
Check = Callable[[], Violations]


def at_one_moment(check: Check) -> Check:
    """A check that compares rows with rows: what a worker writes between its queries must not seem a violation.

    Files and shops show the present, so a check that reads them has to take the rows of the present as well.
    """

    @wraps(check)
    def of_one_moment() -> Violations:
        with one_snapshot():
            violations = list(check())
        yield from violations

    return of_one_moment


@at_one_moment
def nothing_is_bought_twice() -> Violations:
    """I1: at most one attempt of a render was delivered or is open."""
    settled = LedgerEntry.objects.filter(kind="settle").order_by()
    for row in settled.values("attempt").annotate(times=Count("pk")).filter(times__gt=1):
        yield f"Attempt {row['attempt']} was settled {row['times']} times"
    shared = Attempt.objects.exclude(task_id="").order_by().values("account", "task_id").annotate(times=Count("pk"))
    for task in shared.filter(times__gt=1):
        yield f"Task {task['task_id']} belongs to {task['times']} attempts"
    for attempt in Attempt.objects.filter(outcome=Attempt.Outcome.OPEN, sent_at__isnull=False):
        if not Render.objects.filter(attempt=attempt).unfinished().exists():
            yield f"Attempt {attempt} is open, but none of its renders waits for it"


@at_one_moment
def nothing_is_lost() -> Violations:
    """I2: every render is final, in doubt, or owed a step that somebody will see to."""
    forgotten = Render.objects.filter(state__in=DUE_STATES - {State.IN_DOUBT}, due_at=None, lease="")
    for render in forgotten:
        yield f"Render {render.pk} is {render.state}, but nothing is due for it"
    waiting = Render.objects.filter(state__in=[State.QUEUED, State.SUBMITTED], account__due_at=None, account__lease="")
    for render in waiting.filter(account__paused_reason=""):
        yield f"Render {render.pk} is {render.state}, but its account is not due"
    for cutting in Cutting.objects.filter(state=CuttingState.WAITING, due_at=None, lease=""):
        yield f"Cutting {cutting.pk} waits, but nothing is due for it"
    for reading in TextReading.objects.filter(state=TextReading.State.WAITING, due_at=None, lease=""):
        yield f"Text reading {reading.pk} waits, but nothing is due for it"
    for render in Render.objects.filter(state=State.SUBMITTED).exclude(attempt__outcome=Attempt.Outcome.OPEN):
        yield f"Render {render.pk} waits for attempt {render.attempt_id}, which has ended"


@at_one_moment
def money_adds_up() -> Violations:
    """I3: budgets equal the ledger, no cap is passed, and finished sets hold nothing."""
    for budget in Budget.objects.all():
        reserved, spent = reserved_of(budget), spent_of(budget)
        if budget.reserved_micros != reserved:
            yield f"Budget {budget} holds {budget.reserved_micros} micro-dollars, the ledger says {reserved}"
        if budget.period == Budget.Period.TOTAL and budget.spent_micros != spent:
            yield f"Budget {budget} spent {budget.spent_micros} micro-dollars, the ledger says {spent}"
    by_set = LedgerEntry.objects.order_by().values("shot_set").annotate(reserved=Sum("reserved_micros"))
    for row in by_set.exclude(reserved=0):
        if row["reserved"] < 0:
            yield f"Set {row['shot_set']} gave back more than it reserved"
        elif not Render.objects.filter(shot_set=row["shot_set"]).unfinished().exists():
            yield f"Set {row['shot_set']} is done but holds {row['reserved']} micro-dollars"


def files_are_what_rows_say() -> Violations:
    """I4: every master and rendition is there, whole, and what a vendor may still draw from."""
    stored = Render.objects.with_picture().values_list("pk", "sha256", "bytes")
    for pk, sha256, length in stored.iterator():
        yield from wrong_file(MASTERS, f"master of render {pk}", sha256, length)
    needed = SentReference.objects.filter(attempt__outcome=Attempt.Outcome.OPEN)
    for pk, sha256, length in needed.values_list("pk", "sha256", "bytes").iterator():
        yield from wrong_file(RENDITIONS, f"reference picture {pk}", sha256, length)
    for pk, sha256, length in Rendition.objects.values_list("pk", "sha256", "bytes").iterator():
        yield from wrong_file(RENDITIONS, f"rendition {pk}", sha256, length)

    for pk, photo, cutout in Cutting.objects.values_list("pk", "photo_sha256", "sha256").iterator():
        yield from wrong_file(ARTWORK, f"photo of cutting {pk}", photo)
        if cutout:
            yield from wrong_file(ARTWORK, f"cutout of cutting {pk}", cutout)


@at_one_moment
def removed_pictures_were_free_to_go() -> Violations:
    """Retention removed no picture that is approved, in review or was sent to a channel, and left a thumbnail."""
    removed = Render.objects.exclude(picture_removed_at=None)
    needed = Q(decisions__in=Decision.objects.approvals()) | Q(publications__isnull=False)
    for render in removed.filter(needed | Q(picked_in__state="open")).distinct():
        yield f"The picture of render {render.pk} was removed, but a decision, a review or a publication needs it"
    for render in removed.exclude(renditions__spec=SPEC_LEFT):
        yield f"The picture of render {render.pk} was removed, and no thumbnail of it is left"


def wrong_file(store: ContentStore, what: str, sha256: str, length: int | None = None) -> Violations:
    """What is wrong with one kept file; the length of some is not known."""
    if not store.has(sha256):
        yield f"The {what} is missing"
    elif hashlib.sha256(data := store.read(sha256)).hexdigest() != sha256 or len(data) != (length or len(data)):
        yield f"The {what} is not the file that was kept"


@at_one_moment
def cutouts_are_agreed_on() -> Violations:
    """A cutout is used unseen only where nothing spoke against it; an accepted one has its event."""
    used = Cutting.objects.filter(state=CuttingState.USED)
    for cutting in used.filter(decided_by=None).exclude(reason_codes=[]):
        yield f"Cutting {cutting.pk} is used, but was never shown to anybody"
    for cutting in used.exclude(decided_by=None):
        about = {"product": cutting.product_id, "by": cutting.decided_by_id, "action": Action.CUTOUT_ACCEPTED}
        if not Event.objects.filter(**about).exists():
            yield f"Cutting {cutting.pk} was accepted, but the audit log does not say so"


@at_one_moment
def finished_pictures_say_what_they_are() -> Violations:
    """A finished picture cost nothing, was never sent to a vendor, and names the bytes and steps it was made of."""
    finished = Render.objects.exclude(parent=None).select_related("parent", "account")
    for render in finished.iterator():
        parent = cast("Render", render.parent)
        if render.parent_sha256 != parent.sha256:
            yield f"Render {render.pk} was made of other bytes than those of render {parent.pk}"
        is_named = is_digest_of(render.chain_digest, render.parent_sha256, render.chain)
        if not is_named or chain_faults(render.chain):
            yield f"Render {render.pk} does not say by which steps it was made"
        if render.price_micros or render.attempt_id or render.account.provider != providers.finisher():
            yield f"Render {render.pk} was made of render {parent.pk}, but ordered as well"


@at_one_moment
def judged_by_others() -> Violations:
    """I5, I6: one standing decision a review, by somebody who neither launched nor submitted."""
    standing = Decision.objects.standing().order_by().values("review").annotate(times=Count("pk"))
    for row in standing.filter(times__gt=1):
        yield f"Review R-{row['review']} has {row['times']} standing decisions"
    own = Q(by=F("review__submitted_by")) | Q(by=F("review__shot__shot_set__launched_by"))
    for decision in Decision.objects.filter(own):
        yield f"Decision {decision.pk} was made by somebody who launched or submitted the shot"


def only_the_approved_is_live() -> Violations:
    """I7: every live picture was approved, and the target serves exactly its file."""
    live = Publication.objects.live().select_related("decision", "render", "channel")
    for one in live:
        if one.decision.verdict != Decision.Verdict.APPROVE or one.decision.sha256 != one.render.sha256:
            yield f"Publication {one} is live without an approval of its bytes"
        try:
            connect(one.channel).verify(receipt_of(one))
        except (ChannelError, ProvenanceMissing) as error:
            yield f"Publication {one}: {error}"


@at_one_moment
def versions_are_unchanged() -> Violations:
    """I8: what was launched is what the version still says."""
    launched: dict[int, set[str]] = {}
    for pk, digest in Shot.objects.order_by().values_list("version", "contract_json__prompt_digest").distinct():
        launched.setdefault(pk, set()).add(digest)
    for version in PromptVersion.objects.filter(pk__in=launched).select_related("template"):
        if launched[version.pk] != {version.digest()}:
            yield f"{version} no longer says what was launched"
        if version.locked_at is None:
            yield f"{version} was launched but is not locked"


@at_one_moment
def governance_was_kept() -> Violations:
    """Production of a campaign draws from its versions, and every leave that was used stands on one set."""
    strays = Shot.objects.filter(shot_set__campaign__isnull=False).exclude(version__campaigns=F("shot_set__campaign"))
    for shot in strays.select_related("shot_set__campaign", "version__template"):
        yield f"Shot {shot} draws {shot.version}, which campaign {shot.shot_set.campaign} does not hold"
    for exemption in Exemption.objects.with_related().filter(used_at__isnull=False, shot_set=None):
        yield f"The leave for {exemption} was used, but no set says so"
    for shot_set in ShotSet.objects.filter(exemption__isnull=False, exemption__used_at=None):
        yield f"Set {shot_set} stands on a leave that was never used up"


@at_one_moment
def duels_say_what_was_voted() -> Violations:
    """Every closed duel ended as its votes and its bar say, and nobody judged a prompt of their own."""
    for duel in Duel.objects.exclude(closed_at=None).with_versions():
        is_passed = duel.count().passes(win_rate_needed=duel.win_rate_needed, minimum_votes=duel.minimum_votes)
        if is_passed != (duel.outcome == Duel.Outcome.PASSED):
            yield f"Duel {duel} is {duel.get_outcome_display().lower()}, its votes say otherwise"
    authors = Q(judge=F("pair__duel__challenger__author")) | Q(judge=F("pair__duel__champion__author"))
    for vote in Vote.objects.filter(authors).select_related("pair__duel", "judge"):
        yield f"{vote.judge} judged a prompt of their own in duel {vote.pair.duel}"


@at_one_moment
def moves_were_legal() -> Violations:
    """I12: the audit log holds only legal moves, and ends where each render is."""
    moved = Event.objects.filter(action=Action.RENDER_MOVED).order_by()
    for before, after in moved.values_list("before", "after").distinct():
        if after not in TRANSITIONS.get(before, ()):
            yield f"A render went from {before} to {after}"
    last = dict(moved.values_list("render").annotate(last=Max("pk")))
    ends = dict(Event.objects.filter(pk__in=last.values()).values_list("render", "after")) if len(last) < 30_000 else {}
    for pk, state in Render.objects.filter(pk__in=ends).values_list("pk", "state"):
        if ends[pk] != state:
            yield f"Render {pk} is {state}, but the audit log ends at {ends[pk]}"


def guards_are_installed() -> Violations:
    """The triggers that refuse what no constraint can state are in place."""
    for name in sorted((catalog_guards.EXPECTED | guards.EXPECTED) - catalog_guards.installed()):
        yield f"The guard {name} is missing. Run manage.py migrate"


@at_one_moment
def tallies_equal_rows() -> Violations:
    """The sums that pages read are what the rows say."""
    yield from Tally.objects.differences()
    yield from LedgerSum.objects.differences()
    yield from SetSum.objects.differences()
    waiting = Decision.objects.never_sent()
    for decision in waiting.filter(unpublished_since=None):
        yield f"Decision {decision.pk} approves a picture that was never sent out, but is not listed for publishing"
    for decision in Decision.objects.exclude(unpublished_since=None).exclude(pk__in=waiting.values("pk")):
        yield f"Decision {decision.pk} is listed for publishing, but was sent out or does not approve"


CHECKS: list[Check] = [
    nothing_is_bought_twice,
    nothing_is_lost,
    money_adds_up,
    files_are_what_rows_say,
    removed_pictures_were_free_to_go,
    cutouts_are_agreed_on,
    finished_pictures_say_what_they_are,
    judged_by_others,
    only_the_approved_is_live,
    versions_are_unchanged,
    governance_was_kept,
    duels_say_what_was_voted,
    moves_were_legal,
    tallies_equal_rows,
    guards_are_installed,
]
