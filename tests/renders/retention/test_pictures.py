"""Pictures that nobody chose go; what any row needs never does."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.pictures.storing.files import Discarded
from renders import invariants
from renders.composing.finishing.pictures import account as finishing_account
from renders.files import MASTERS, RENDITIONS
from renders.models import Baseline, Event, Render, TextReading, UnneededFile, VendorClaim
from renders.models.actions import Action
from renders.pipeline import retention
from renders.pipeline.retention import files, pictures
from renders.pipeline.retention.needed import REASONS, SHARED
from renders.pipeline.retention.rules import BY_NAME
from tests.factories import (
    make_banner,
    make_decision,
    make_duel,
    make_guest_link,
    make_publication,
    make_render,
    make_review,
    make_rework,
    make_sent_reference,
    make_shot,
    make_shot_set,
)
from tests.renders.retention.old import LONG_AGO, age, old_picture

pytestmark = pytest.mark.django_db
RULES = [BY_NAME["rejected"], BY_NAME["dropped"]]


@pytest.fixture(autouse=True)
def stored_long_ago(monkeypatch):
    """Files of these tests count as old: what was stored lately stays."""
    monkeypatch.setattr(files, "STORED_LATELY", timedelta(days=-1))


def look(now=None, **options):
    return together(retention.look(now or timezone.now(), rules=RULES, **options))


def apply(now=None, **options):
    return together(retention.apply(now or timezone.now(), rules=RULES, **options))


def together(reports):
    """What both rules find, as one report."""
    whole, dropped = reports
    whole.counts += dropped.counts
    whole.left_out += dropped.left_out
    whole.oldest = whole.oldest or dropped.oldest
    return whole


def removed(render):
    render.refresh_from_db()
    return render.picture_removed_at is not None


def test_a_dropped_picture_goes_and_its_thumbnails_stay():
    render = old_picture()
    report = apply()
    assert (report.counts.rows, report.counts.files) == (1, 2)
    assert removed(render)
    assert not MASTERS.has(render.sha256)
    left = render.renditions.order_by("spec")
    assert [one.spec for one in left] == ["thumb-320", "thumb-640"]
    assert all(RENDITIONS.has(one.sha256) for one in left)


def test_a_rejected_picture_goes_when_its_days_are_over():
    render = old_picture(mark="")
    make_decision(make_review(render), verdict="reject")
    almost, over = (timezone.now() + timedelta(days=days) for days in (89, 91))
    assert look(almost).counts.rows == 0
    assert look(over).counts.rows == 1


def test_what_was_left_over_beside_an_approved_picture_goes():
    shot = make_shot()
    chosen, other = old_picture(shot, mark=""), old_picture(shot, mark="")
    make_decision(make_review(chosen))
    apply(timezone.now() + timedelta(days=91))
    assert (removed(chosen), removed(other)) == (False, True)


def test_a_picture_that_nobody_judged_stays():
    render = old_picture(mark="")
    apply()
    assert not removed(render)


def test_a_picture_younger_than_its_days_stays():
    render = age(old_picture(), state_changed_at=timezone.now() - timedelta(days=89))
    apply()
    assert not removed(render)


def periods(settings, **days):
    settings.RETENTION = settings.RETENTION.model_copy(update={f"{name}_days": count for name, count in days.items()})


def test_a_rule_of_no_days_is_switched_off(settings):
    periods(settings, dropped=0)
    render = old_picture()
    assert not apply().counts
    assert not removed(render)


def test_a_dropped_picture_has_a_time_of_its_own(settings):
    periods(settings, rejected=0, dropped=10)
    render = old_picture()
    rejected = old_picture(mark="")
    make_decision(make_review(rejected), verdict="reject")
    apply(timezone.now() + timedelta(days=91))
    assert (removed(render), removed(rejected)) == (True, False)


def test_the_time_of_a_dropped_picture_counts_from_the_moment_it_was_dropped():
    render = old_picture(mark="")
    render.set_mark("drop")
    assert look(timezone.now() + timedelta(days=89)).counts.rows == 0
    assert look(timezone.now() + timedelta(days=91)).counts.rows == 1


def test_a_mark_that_is_taken_back_has_no_time():
    render = old_picture(mark="")
    render.set_mark("drop")
    render.set_mark("")
    render.refresh_from_db()
    assert render.marked_at is None


def dropped_and_rejected(**more):
    render = old_picture(mark="", **more)
    make_decision(make_review(render), verdict="reject")
    return age(render, mark="drop")


def test_a_picture_that_goes_by_two_rules_is_counted_once():
    dropped_and_rejected()
    later = timezone.now() + timedelta(days=91)
    assert (look(later).counts.rows, apply(later).counts.rows) == (1, 1)


@pytest.mark.parametrize("first", ["dropped", "rejected"])
def test_two_pictures_with_one_file_go_together_by_two_rules(first):
    """Each is wanted by a rule of its own, and neither is a reason to leave the file."""
    makers = [lambda: old_picture(data=b"the same"), lambda: dropped_and_rejected(data=b"the same")]
    pair = [make() for make in (makers if first == "dropped" else makers[::-1])]
    later = timezone.now() + timedelta(days=91)
    assert (look(later).counts, look(later).left_out) == (apply(later).counts, {})
    assert [removed(one) for one in pair] == [True, True]


def approved(render):
    make_decision(make_review(render))


def rejected_then_open(render):
    make_review(make_render(render.shot), others=[render])


def withdrawn(render):
    make_publication(make_decision(make_review(render)), state="withdrawn")


def undone_after_publishing(render):
    decision = make_decision(make_review(render))
    make_publication(decision, state="withdrawn")
    type(decision).objects.filter(pk=decision.pk).update(undone_at=timezone.now())


def followed_by_variants(render):
    make_shot_set(reference_render=render)


def sent_in_an_open_order(render):
    make_sent_reference(source_sha256=render.sha256)


def finished(render):
    digest = "0" * 64
    Render.objects.create(
        **{"shot": render.shot, "shot_set": render.shot_set, "number": 90, "seed": 1, "price_micros": 0},
        **{"account": finishing_account(), "state": "finished", "parent": render, "parent_sha256": render.sha256},
        chain_digest=digest,
    )


NEEDED = {
    "approved": approved,
    "in_review": lambda render: make_review(render),
    "beside_in_review": rejected_then_open,
    "published": withdrawn,
    "published_once": undone_after_publishing,
    "baseline": lambda render: Baseline.objects.create(
        version=render.shot.version, render=render, picked_by=render.shot_set.launched_by
    ),
    "reference": followed_by_variants,
    "sent_reference": sent_in_an_open_order,
    "parent": finished,
    "reworked": make_rework,
    "guests": lambda render: make_guest_link(render.shot_set),
    "claimed": lambda render: VendorClaim.make(render, by=render.shot_set.launched_by, reason="empty"),
    "starred": lambda render: age(render, mark="star"),
    "in_doubt": lambda render: make_render(render.shot, state="in_doubt"),
    "open_order": lambda render: age(render.attempt, outcome="open"),
    "without_thumbnail": lambda render: render.renditions.filter(spec="thumb-320").delete(),
    "banner": lambda render: make_banner(sha256=render.sha256),
    "being_read": lambda render: TextReading.objects.create(render=render),
}


@pytest.mark.parametrize("need", NEEDED)
def test_a_picture_that_a_row_needs_never_goes(need):
    render = old_picture()
    NEEDED[need](render)
    assert sum(look().left_out.values()) >= 1 or need == "starred"
    assert apply().counts.rows == 0
    assert not removed(render)
    assert MASTERS.has(render.sha256)


def test_a_picture_in_an_open_duel_never_goes():
    pair = make_duel().pairs.first()
    age(pair.challenger_render, mark="drop", state_changed_at=LONG_AGO)
    assert look().left_out == {"in_duel": 1}


def test_every_reason_has_a_case():
    assert set(REASONS) - set(NEEDED) == {"in_duel"}


def test_a_file_that_a_picture_shares_with_one_that_stays_never_goes():
    render, twin = old_picture(data=b"the same"), old_picture(data=b"the same", specs=(), mark="")
    assert look().left_out == {SHARED: 1}
    apply()
    assert not removed(render)
    assert not removed(twin)


def test_pictures_with_one_file_go_together_and_are_counted_once():
    first, between, twin = old_picture(data=b"the same"), old_picture(), old_picture(data=b"the same")
    seen, done = look(limit=1), apply(limit=1)
    assert (seen.counts, seen.left_out) == (done.counts, done.left_out)
    assert done.counts.rows == 3
    assert removed(first)
    assert removed(between)
    assert removed(twin)


def test_the_dry_run_says_what_is_removed_then():
    for need in ("approved", "guests"):
        NEEDED[need](old_picture())
    old_picture()
    seen, done = look(), apply()
    assert (seen.counts, seen.oldest, seen.left_out) == (done.counts, done.oldest, done.left_out)
    assert look().counts.rows == 0


def test_a_dry_run_changes_nothing():
    render = old_picture()
    look()
    assert not removed(render)
    assert MASTERS.has(render.sha256)


def test_removal_is_an_event_with_its_counts(ada):
    old_picture()
    apply(by=ada)
    event = Event.objects.get(action=Action.RETENTION_APPLIED)
    assert (event.by, event.after) == (ada, "dropped")
    assert event.note.startswith("Pictures dropped: 1 rows, 2 files")


def test_verify_is_content_afterwards():
    old_picture()
    apply()
    assert list(invariants.files_are_what_rows_say()) == []
    assert list(invariants.removed_pictures_were_free_to_go()) == []


def killed(*_):
    raise KeyboardInterrupt


def test_a_kill_before_the_files_are_deleted_leaves_files_for_the_next_run(monkeypatch):
    render = old_picture()
    with monkeypatch.context() as patch:
        patch.setattr("renders.pipeline.retention.running.delete_files", killed)
        with pytest.raises(KeyboardInterrupt):
            apply()
    assert removed(render)
    assert MASTERS.has(render.sha256)
    assert list(invariants.files_are_what_rows_say()) == []
    apply()
    assert not MASTERS.has(render.sha256)
    assert not UnneededFile.objects.exists()


def test_a_kill_after_a_file_was_moved_aside_is_finished_by_the_next_run():
    render = old_picture()
    sha256 = render.sha256
    with pytest.raises(KeyboardInterrupt):
        MASTERS.discard(sha256, timezone.now() + timedelta(days=1), lambda: file_is_aside(sha256) and killed())
    UnneededFile.objects.create(store="masters", sha256=sha256)
    files.delete_files()
    assert MASTERS.has(sha256)  # the render has it still


def file_is_aside(sha256):
    return not Path(MASTERS.storage.path(f"{sha256[:2]}/{sha256}")).exists()


def test_a_file_that_is_stored_again_while_it_is_deleted_stays():
    sha256 = MASTERS.store(b"drawn once more")
    stored_after = timezone.now() - timedelta(hours=1)
    path = Path(MASTERS.storage.path(f"{sha256[:2]}/{sha256}"))
    os.utime(path, (0, 0))
    MASTERS.store(b"drawn once more")
    assert MASTERS.discard(sha256, stored_after, lambda: False) == Discarded.FRESH
    assert MASTERS.read(sha256) == b"drawn once more"


def test_a_file_that_was_stored_lately_waits_for_a_later_run(monkeypatch):
    monkeypatch.setattr(files, "STORED_LATELY", timedelta(days=1))
    render = old_picture()
    apply()
    assert MASTERS.has(render.sha256)
    monkeypatch.setattr(files, "STORED_LATELY", timedelta(days=-1))
    apply()
    assert not MASTERS.has(render.sha256)


def test_a_picture_drawn_once_more_after_its_removal_keeps_its_file():
    render = old_picture(data=b"drawn again")
    with transaction.atomic():
        pictures.remove(pictures.find("dropped", timezone.now(), 0, 10), timezone.now())
    make_render(sha256=render.sha256, bytes=render.bytes)
    files.delete_files()
    assert MASTERS.has(render.sha256)


def test_an_approval_that_comes_in_between_keeps_the_picture():
    render, now = old_picture(mark=""), timezone.now()
    Render.objects.filter(pk=render.pk).update(mark="drop")
    batch = pictures.find("dropped", now, 0, 10)
    assert batch.going == [render.pk]
    Render.objects.filter(pk=render.pk).update(mark="")
    make_decision(make_review(render))
    assert pictures.remove(batch, now).rows == 0
    assert not removed(render)


def test_the_database_refuses_to_remove_an_approved_picture():
    render = make_decision().render
    with pytest.raises(IntegrityError), transaction.atomic():
        Render.objects.filter(pk=render.pk).update(picture_removed_at=timezone.now())


def test_the_database_refuses_to_approve_a_removed_picture():
    render = make_render(picture_removed_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_decision(make_review(render))
