"""Tallies are what the rows say, whatever happens to the rows."""

import copy
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, transaction
from django.db.migrations import Migration
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.guards import installed, lift
from renders import guards
from renders.models import (
    DayTally,
    Decision,
    Finding,
    Listing,
    Publication,
    Render,
    Shot,
    Tally,
    TallyChange,
    tally_triggers,
)
from renders.models.tallies import KEPT
from tests.factories import (
    digest_of,
    make_attempt,
    make_channel,
    make_decision,
    make_finding,
    make_publication,
    make_render,
    make_review,
)
from tests.renders.insights.drawing import NOW

ENDS = ("ready", "failed", "cancelled")


def counts():
    """What the tallies say, by measure."""
    return {measure: count for measure, count in Tally.objects.counts().items() if count}


def make_live_publication():
    return make_publication(state="published", sha256=digest_of("file"), published_at=NOW)


def figures():
    """What pages read of the tallies."""
    kinds = [("version", "image_model"), ("image_model",)]
    return [counts(), *(sorted(Tally.objects.totals(by)) for by in kinds)]


@pytest.mark.django_db
class TestWhatIsCounted:
    def test_a_render_counts_once_it_ended(self):
        render = make_render(state="queued")
        before = counts()
        Render.fast.filter(pk=render.pk).move("queued", "cancelled")
        assert (before, counts()) == ({}, {"cancelled": 1})

    def test_a_write_past_the_models_counts_too(self):
        render = make_render(state="queued")
        Render.objects.filter(pk=render.pk).update(state="cancelled")
        assert counts() == {"cancelled": 1}

    def test_a_write_that_is_rolled_back_counts_nothing(self):
        render = make_render(state="queued")
        with transaction.atomic():
            Render.fast.filter(pk=render.pk).move("queued", "cancelled")
            transaction.set_rollback(True)
        assert counts() == {}

    def test_a_charge_found_later_is_added(self):
        render = make_render(state="failed", price_micros=20_000)
        Render.objects.filter(pk=render.pk).update(was_charged=True)
        [total] = Tally.objects.totals(())
        assert (total.number, total.micros) == (1, 20_000)

    def test_a_decision_taken_back_counts_no_more(self):
        decision = make_decision()
        decision.undo(by=decision.by)
        assert "approve" not in counts()

    @pytest.mark.parametrize("severities", [["warning"], ["info", "blocking"], ["warning", "blocking"]])
    def test_a_picture_with_serious_findings_is_marked_once(self, severities):
        render = make_render()
        for severity in severities:
            make_finding(render, severity=severity)
        assert counts()["marked"] == 1
        render.findings.all().delete()
        assert "marked" not in counts()

    def test_findings_of_one_statement_mark_once(self):
        render = make_render()
        rows = [Finding(render=render, check_name=name, severity="warning", message=name) for name in "ab"]
        Finding.objects.bulk_create(rows)
        assert counts()["marked"] == 1

    def test_an_approval_waits_until_it_is_sent_out(self):
        decision = make_decision()
        assert (counts()["waiting"], Decision.objects.count_unpublished()) == (1, 1)
        make_publication(decision)
        assert "waiting" not in counts()

    def test_a_publication_is_live_until_it_is_replaced(self):
        one = make_live_publication()
        make_publication(channel=one.channel, state="failed")
        assert Publication.objects.counts() == {"published": 1, "failed": 1}
        Publication.fast.filter(pk=one.pk).move("published", "replaced")
        assert "live" not in counts()

    def test_a_note_marks_nothing(self):
        make_finding(make_render(), severity="info")
        assert "marked" not in counts()


@pytest.mark.django_db
class TestFolding:
    def test_folding_changes_no_figure_and_leaves_no_change(self):
        make_finding(make_decision().render)
        before = figures()
        assert Tally.objects.fold()
        assert figures() == before
        assert not TallyChange.objects.exists()

    def test_what_comes_afterwards_is_added(self):
        first = make_render(state="failed")
        Tally.objects.fold()
        make_render(first.shot, state="failed")
        assert Tally.objects.fold() == 1
        assert counts() == {"failed": 2}
        assert DayTally.objects.get(measure="failed").count == 2

    def test_nothing_to_fold_writes_nothing(self):
        assert Tally.objects.fold() == 0

    def test_counting_anew_finds_the_same(self):
        make_finding(make_decision().render)
        before = figures()
        Tally.objects.rebuild()
        assert figures() == before

    @pytest.mark.parametrize("kind", KEPT)
    def test_a_sum_that_is_wrong_is_named(self, kind):
        make_render(state="failed")
        Tally.objects.fold()
        kind.objects.update(count=7)
        [sentence] = Tally.objects.differences()
        assert f"The {kind._meta.verbose_name} of" in sentence
        assert "is [7" in sentence
        assert "the rows say [1" in sentence


@pytest.mark.django_db
def test_migrating_counts_what_was_written_without_triggers():
    lift(tally_triggers.TRIGGERS)
    make_decision()
    assert counts() == {}
    call_command("migrate", verbosity=0)
    assert counts() == {"ready": 1, "approve": 1, "waiting": 1}


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_remakes_a_table_keeps_rows_guards_and_sums():
    make_live_publication()
    before = counts()
    remake(Decision)
    assert (counts(), Tally.objects.differences()) == (before, [])
    assert installed() >= guards.EXPECTED
    assert Shot.objects.count() == 1


def remake(model):
    """What a migration that changes a column of this model does, there and back."""
    now = model._meta.get_field("note")
    longer = copy.deepcopy(now)
    longer.max_length += 1
    emit_pre_migrate_signal(
        verbosity=0, interactive=False, db="default", plan=[(Migration("longer_note", "renders"), False)]
    )
    for before, after in ((now, longer), (longer, now)):
        with connection.schema_editor() as editor:
            editor.alter_field(model, before, after)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


@pytest.mark.django_db
def test_verify_can_count_the_sums_anew(capsys):
    decision = make_decision()
    TallyChange.objects.all().delete()
    Decision.objects.update(unpublished_since=None)
    with pytest.raises(CommandError):
        call_command("verify")
    with suppress(CommandError):  # the files of rows made here are not there
        call_command("verify", "--recount")
    assert Tally.objects.differences() == []
    assert list(Decision.objects.unpublished()) == [decision]


@pytest.mark.django_db
def test_an_approval_waits_until_it_is_sent_out_or_taken_back():
    sent, undone, waiting = make_decision(), make_decision(), make_decision()
    make_decision(verdict="reject", reason="edge")
    make_publication(sent)
    undone.undo(by=undone.by)
    assert list(Decision.objects.unpublished()) == [waiting]
    assert Decision.objects.get(pk=waiting.pk).unpublished_since == waiting.at


@pytest.mark.django_db
def test_what_is_written_past_the_models_moves_the_list_too():
    sent, undone, again = make_decision(), make_decision(), make_decision()
    Publication.objects.bulk_create([publication_of(sent), publication_of(again)])
    Decision.objects.filter(pk=undone.pk).update(undone_at=NOW)
    assert list(Decision.objects.unpublished()) == []
    Publication.objects.filter(decision=again).delete()
    assert list(Decision.objects.unpublished()) == [again]
    assert (counts()["waiting"], Tally.objects.differences()) == (1, [])


def publication_of(decision):
    """One that is not saved yet."""
    listing = Listing.objects.create(channel=make_channel(), product=decision.review.shot.colorway.product)
    people = {"requested_by": decision.review.submitted_by, "gallery_slot": f"slot-{decision.pk}"}
    return Publication(decision=decision, render=decision.render, channel=listing.channel, listing=listing, **people)


class TestAnyHistory(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(ENDS), st.integers(0, 400), st.booleans(), st.booleans()), max_size=12))
    def test_the_sums_are_what_the_rows_say(self, history):
        """Whatever ended how, was marked, charged and decided, and whenever it was folded."""
        shot = None
        for state, seconds, is_marked, is_folded in history:
            render = make_render(shot, state=state)
            shot = render.shot
            sent = make_attempt(shot, sent_at=NOW) if seconds > 100 else None
            Render.objects.filter(pk=render.pk).update(attempt=sent or render.attempt, was_charged=is_marked)
            if is_marked:
                make_finding(render)
            if is_folded:
                Tally.objects.fold()
            if state == "ready" and seconds > 200 and not shot.reviews.exists():
                make_decision(make_review(render))
        assert Tally.objects.differences() == []
