"""Blind duels: one vote of a judge for each pair, authors do not judge, the last judge closes."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from renders.models import Duel, Event, Vote
from renders.models.duels import NotVotable
from tests.factories import make_duel, make_person, make_render, make_version, make_votes, make_won_duel

pytestmark = pytest.mark.django_db


def challenger(**overrides):
    """A version beside the current one of its template."""
    return make_version(make_version().template, is_current=False, **overrides)


def test_a_vote_names_the_version_on_the_chosen_side(petra):
    duel = make_duel(pairs=8)
    for pair in duel.pairs.all():
        vote = duel.vote(pair.number, "left", by=petra)
        on_left = duel.challenger if pair.challenger_is_left(petra, duel) else duel.champion
        assert vote.version == on_left


def test_neither_names_no_version(petra):
    assert make_duel().vote(1, "neither", by=petra).version is None


def test_a_judge_votes_once_a_pair(petra):
    duel = make_duel()
    duel.vote(1, "left", by=petra)
    with pytest.raises(NotVotable, match="already"):
        duel.vote(1, "right", by=petra)
    assert Vote.objects.get().choice == "left"


@pytest.mark.parametrize("author_of", ["challenger", "champion"])
def test_who_wrote_one_of_the_versions_does_not_judge(author_of, petra):
    current = make_version(author=petra if author_of == "champion" else None)
    other = make_version(current.template, is_current=False, author=petra if author_of == "challenger" else None)
    duel = make_duel(other)
    with pytest.raises(NotVotable, match="others judge"):
        duel.vote(1, "left", by=petra)
    assert duel not in Duel.objects.judgeable_by(petra)


def test_who_opened_a_duel_may_judge_it(petra):
    assert make_duel(opened_by=petra).why_not_judge(petra) == ""


def test_an_admin_does_not_judge(ada):
    with pytest.raises(NotVotable, match="Marketers and reviewers"):
        make_duel().vote(1, "left", by=ada)


def test_the_last_judge_wanted_closes_the_duel(petra, ruth):
    duel = make_duel(pairs=6)
    make_votes(duel, petra)
    duel.refresh_from_db()
    assert duel.is_open
    make_votes(duel, ruth)
    duel.refresh_from_db()
    assert (duel.outcome, duel.closed_by) == (Duel.Outcome.PASSED, None)
    assert Event.objects.get(action="duel_closed").by is None


def test_a_duel_needs_twelve_votes_half_of_them_and_two_judges_unless_agreed_otherwise():
    duel = make_duel()
    assert (duel.minimum_votes, duel.win_rate_needed, duel.judges_wanted) == (12, 50, 2)


def test_a_challenger_that_loses_does_not_pass(petra, ruth):
    duel = make_duel(pairs=6)
    make_votes(duel, petra, ruth, choice="champion")
    duel.refresh_from_db()
    assert duel.outcome == Duel.Outcome.MISSED


def test_closing_early_decides_by_the_votes_so_far(petra, ada):
    duel = make_duel(pairs=6)
    make_votes(duel, petra)
    assert duel.close(by=ada)
    duel.refresh_from_db()
    assert (duel.outcome, duel.closed_by) == (Duel.Outcome.MISSED, ada)
    assert not duel.close(by=ada)


def test_a_vote_after_closing_is_not_counted(petra, ada):
    duel = make_duel()
    duel.close(by=ada)
    with pytest.raises(NotVotable, match="closed"):
        duel.vote(1, "left", by=petra)


def test_a_judge_is_not_done_while_a_pair_is_on_the_way(petra):
    duel = make_duel(pairs=2)
    late = make_render(duel.pairs.all()[0].challenger_render.shot, state="queued")
    ready = duel.pairs.all()[0].champion_render
    duel.pairs.create(number=3, colorway=ready.shot.colorway, challenger_render=late, champion_render=ready)
    duel.vote(1, "left", by=petra)
    duel.vote(2, "left", by=petra)
    assert not duel.progress().has_finished(petra.pk)
    with pytest.raises(NotVotable, match="not ready"):
        duel.vote(3, "left", by=petra)


def test_a_pair_that_will_never_have_both_pictures_is_left_out(petra):
    duel = make_duel(pairs=1)
    ready = duel.pairs.get().champion_render
    failed = make_render(ready.shot, state="failed")
    duel.pairs.create(number=2, colorway=ready.shot.colorway, challenger_render=failed, champion_render=ready)
    duel.vote(1, "left", by=petra)
    assert duel.progress().has_finished(petra.pk)


def test_two_versions_have_one_open_duel_in_a_placement(petra):
    version = challenger()
    make_duel(version)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_duel(version)


def test_a_judge_sees_every_pair_once_and_in_another_order(petra, ruth):
    duel = make_duel(pairs=8)
    orders = []
    for judge in (petra, ruth):
        pairs = [pair.number for pair in duel.next_pairs(judge, limit=8)]
        assert sorted(pairs) == list(range(1, 9))
        orders.append(pairs)
    duel.vote(orders[0][0], "left", by=petra)
    assert [pair.number for pair in duel.next_pairs(petra, limit=8)] == orders[0][1:]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE renders_vote SET choice = 'left'",
        "DELETE FROM renders_vote",
        "DELETE FROM renders_pair",
        "UPDATE renders_duel SET win_rate_needed = 51",
        "UPDATE renders_duel SET outcome = 'missed'",
    ],
)
def test_the_database_refuses_to_change_votes_pairs_and_terms(statement):
    make_won_duel(challenger())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_a_vote_after_closing(ada):
    duel = make_duel()
    duel.close(by=ada)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.create(pair=duel.pairs.all()[0], judge=make_person(), choice="neither")
