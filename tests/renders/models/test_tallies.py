"""Tallies are what the rows say, whatever happens to the rows."""

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from renders.models import DayTally, Decision, Finding, Render, Tally, TallyChange
from tests.factories import make_attempt, make_decision, make_finding, make_publication, make_render, make_review
from tests.renders.insights.drawing import NOW

ENDS = ("ready", "failed", "cancelled")


def counts():
    """What the tallies say, by measure."""
    return {one.measure: one.number for one in Tally.objects.totals(())}


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

    def test_a_note_marks_nothing(self):
        make_finding(make_render(), severity="info")
        assert "marked" not in counts()


@pytest.mark.django_db
class TestFolding:
    def test_folding_changes_no_figure_and_leaves_no_change(self):
        make_finding(make_decision().render)
        before = sorted(Tally.objects.totals(("version", "image_model")))
        assert Tally.objects.fold()
        assert sorted(Tally.objects.totals(("version", "image_model"))) == before
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
        before = sorted(Tally.objects.totals(("version", "image_model")))
        Tally.objects.rebuild()
        assert sorted(Tally.objects.totals(("version", "image_model"))) == before

    def test_a_tally_that_is_wrong_is_named(self):
        make_render(state="failed")
        Tally.objects.fold()
        Tally.objects.update(count=7)
        [sentence] = Tally.objects.differences()
        assert "is 7, the rows say 1" in sentence


@pytest.mark.django_db
def test_migrating_counts_a_database_that_had_no_tallies():
    make_decision()
    TallyChange.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert counts() == {"ready": 1, "approve": 1}


@pytest.mark.django_db
def test_an_approval_waits_until_it_is_sent_out_or_taken_back():
    sent, undone, waiting = make_decision(), make_decision(), make_decision()
    make_decision(verdict="reject", reason="edge")
    make_publication(sent)
    undone.undo(by=undone.by)
    assert list(Decision.objects.unpublished()) == [waiting]


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
