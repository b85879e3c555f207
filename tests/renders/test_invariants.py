"""`verify` finds what must never be, and says nothing about a healthy house."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from catalog import guards as catalog_guards
from catalog.models import Exemption, PromptVersion
from renders import composing, guards, invariants
from renders.files import MASTERS
from renders.models import Budget, Decision, Duel, ShotSet
from renders.models.renders import State
from tests.factories import make_budget, make_campaign, make_duel, make_render, make_review, make_version, make_won_duel
from tests.fakes import work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shot_set(order, petra):
    """A set that became pictures."""
    make_budget(period="total")
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    return shot_set


@pytest.fixture
def unguarded():
    """Guards are out of the way, as after a restore that forgot them."""
    catalog_guards.lift([*catalog_guards.GUARDS, *guards.GUARDS])


def violations(check):
    return list(check())


def test_a_healthy_house_passes(shot_set, capsys):
    call_command("verify")
    assert "FAIL" not in capsys.readouterr().out


def test_a_missing_guard_is_named(unguarded):
    assert any("locked_version_is_not_changed" in sentence for sentence in violations(invariants.guards_are_installed))
    with pytest.raises(CommandError):
        call_command("verify")


def test_a_missing_master_is_found(shot_set):
    render = shot_set.renders.first()
    Path(MASTERS.storage.path(f"{render.sha256[:2]}/{render.sha256}")).unlink()
    assert any("is missing" in sentence for sentence in violations(invariants.files_are_what_rows_say))


def test_a_changed_master_is_found(shot_set):
    render = shot_set.renders.first()
    Path(MASTERS.storage.path(f"{render.sha256[:2]}/{render.sha256}")).write_bytes(b"x")
    assert any("not the file" in sentence for sentence in violations(invariants.files_are_what_rows_say))


def test_a_budget_that_differs_from_the_ledger_is_found(shot_set):
    Budget.objects.update(reserved_micros=7)
    assert "holds 7" in violations(invariants.money_adds_up)[0]


def test_a_render_that_nobody_will_see_to_is_found():
    make_render(state=State.FINISHED, due_at=None)
    assert "nothing is due" in violations(invariants.nothing_is_lost)[0]


def test_a_waiting_render_of_an_account_that_is_never_driven_is_found():
    make_render(state=State.QUEUED)
    assert "its account is not due" in violations(invariants.nothing_is_lost)[0]


def test_a_prompt_changed_after_its_launch_is_found(shot_set, unguarded):
    PromptVersion.objects.update(prompt="Something else")
    assert "no longer says" in violations(invariants.versions_are_unchanged)[0]


def test_a_decision_of_the_launcher_is_found(unguarded):
    review = make_review()
    row = {"review": review, "render": review.pick, "sha256": review.pick.sha256, "verdict": "approve"}
    Decision.objects.create(by=review.submitted_by, **row)
    assert "launched or submitted" in violations(invariants.judged_by_others)[0]


def test_an_illegal_move_is_found(shot_set, unguarded):
    render = shot_set.renders.first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE renders_render SET state = 'queued' WHERE id = %s", [render.pk])
    assert "the audit log ends at ready" in violations(invariants.moves_were_legal)[0]


def test_a_campaigns_set_that_draws_another_version_is_found(shot_set, unguarded):
    ShotSet.objects.update(campaign=make_campaign())
    assert "which campaign" in violations(invariants.governance_was_kept)[0]


def test_a_used_leave_that_no_set_shows_is_found(order, ada):
    row = {"placement": order["placement"], "image_model": order["image_model"], "allowed_by": ada, "reason": "Once"}
    assert Exemption.objects.filter(pk=Exemption.objects.create(**row).pk).use()
    assert "no set says so" in violations(invariants.governance_was_kept)[0]


def test_a_duel_that_ended_otherwise_than_it_was_voted_is_found(unguarded):
    duel = make_won_duel(make_version(make_version().template, is_current=False))
    assert violations(invariants.duels_say_what_was_voted) == []
    Duel.objects.filter(pk=duel.pk).update(outcome=Duel.Outcome.MISSED)
    assert violations(invariants.duels_say_what_was_voted) == [f"Duel {duel} is not passed, its votes say otherwise"]


def test_a_vote_of_an_author_is_found(unguarded, petra):
    version = make_version(make_version().template, is_current=False)
    make_duel(version).vote(1, "neither", by=petra)
    PromptVersion.objects.filter(pk=version.pk).update(author=petra)
    assert "judged a prompt of their own" in violations(invariants.duels_say_what_was_voted)[0]


def beside_the_first_query(write):
    """Let another connection write once, when the first query has been answered."""
    left = [write]

    def in_another_connection(work):
        try:
            work()
        finally:
            connections.close_all()

    def answered_before(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if left and "SELECT" in sql:
            with ThreadPoolExecutor(1) as worker:
                worker.submit(in_another_connection, left.pop()).result()
        return answer

    return connection.execute_wrapper(answered_before)


def test_a_set_launched_between_two_queries_is_no_violation_of_a_budget(order, petra):
    make_budget(period="total")

    def launch():
        composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())

    with beside_the_first_query(launch):
        assert violations(invariants.money_adds_up) == []
    assert ShotSet.objects.count() == 1
    assert violations(invariants.money_adds_up) == []


def test_a_render_made_between_two_queries_is_no_violation_of_a_tally(shot_set):
    with beside_the_first_query(lambda: make_render(shot_set.shots.first(), state=State.READY)):
        assert violations(invariants.tallies_equal_rows) == []
    assert violations(invariants.tallies_equal_rows) == []
