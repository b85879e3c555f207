"""Two people at the same moment: one winner, a clear sentence for the other. On SQLite, and on Postgres under CI."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from renders import composing
from renders.composing import DuelTerms
from renders.models import Baseline, Duel, Event, Proposal, ShotSet, Vote
from renders.models.actions import Action
from renders.models.duels import NotVotable
from renders.models.promotions import CurrentChanged, PromotionRefused, make_current
from renders.models.proposals import AlreadyProposed
from tests.factories import make_duel, make_person, make_render, make_template, make_version, make_votes, make_won_duel

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """The outcomes, results or exceptions, of acts that start together."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number):
        barrier.wait()
        try:
            outcomes[number] = acts[number]()
        except (PromotionRefused, CurrentChanged, NotVotable, AlreadyProposed, composing.DuelAlreadyOpen) as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def admins():
    """Two of them."""
    return make_person(group="Admins", first_name="Ana"), make_person(group="Admins", first_name="Ben")


def test_of_two_who_freeze_at_once_one_does():
    baseline = Baseline.pick(make_render(), by=make_person())
    ana, ben = admins()
    outcomes = at_once(lambda: baseline.freeze(by=ana), lambda: baseline.freeze(by=ben))
    assert sorted(outcomes) == [False, True]
    baseline.version.refresh_from_db()
    assert baseline.version.frozen_by == (ana if outcomes[0] else ben)
    assert Event.objects.filter(action="version_frozen").count() == 1


def test_of_two_versions_made_current_at_once_one_is_and_the_other_learns_which():
    champion = make_version(make_template(), is_frozen=True)
    first, second = (make_version(champion.template, is_current=False, is_frozen=True) for _ in range(2))
    make_won_duel(first)
    make_won_duel(second)
    ana, ben = admins()
    outcomes = at_once(
        lambda: make_current(first, seen=champion.pk, by=ana), lambda: make_current(second, seen=champion.pk, by=ben)
    )
    champion.template.refresh_from_db()
    refusal = next(one for one in outcomes if isinstance(one, CurrentChanged))
    winner, name = (first, "Ana") if outcomes[1] is refusal else (second, "Ben")
    assert champion.template.current == winner
    assert str(refusal) == f"{name} made version {winner.number} current first."
    assert champion.template.promotions.filter(before=champion).count() == 1


def test_of_two_overrides_at_once_one_counts():
    champion = make_version(make_template(), is_frozen=True)
    rivals = [make_version(champion.template, is_current=False, is_frozen=True) for _ in range(2)]
    outcomes = at_once(
        *(
            lambda one=one, by=by: make_current(one, seen=champion.pk, by=by, override="The fair opens tomorrow")
            for one, by in zip(rivals, admins(), strict=True)
        )
    )
    assert sum(isinstance(one, CurrentChanged) for one in outcomes) == 1
    assert Event.objects.filter(action=Action.DUEL_OVERRIDDEN).count() == 1


def test_promoting_while_the_deciding_votes_come_in_needs_the_duel_to_be_closed_first():
    champion = make_version(make_template(), is_frozen=True)
    challenger = make_version(champion.template, is_current=False, is_frozen=True)
    duel = make_duel(challenger, pairs=6)
    judges = make_person(), make_person(group="Reviewers")
    make_votes(duel, judges[0])
    last = duel.next_pairs(judges[1], limit=6)
    for pair in last[:-1]:
        duel.vote(pair.number, "left" if pair.challenger_is_left(judges[1], duel) else "right", by=judges[1])
    side = "left" if last[-1].challenger_is_left(judges[1], duel) else "right"
    ana, _ = admins()
    promotion, vote = at_once(
        lambda: make_current(challenger, seen=champion.pk, by=ana),
        lambda: duel.vote(last[-1].number, side, by=judges[1]),
    )
    champion.template.refresh_from_db()
    assert isinstance(vote, Vote)
    assert (champion.template.current == challenger) is not isinstance(promotion, PromotionRefused)


def test_of_two_votes_of_one_judge_on_one_pair_one_counts():
    duel, judge = make_duel(), make_person()
    outcomes = at_once(lambda: duel.vote(1, "left", by=judge), lambda: duel.vote(1, "right", by=judge))
    assert sorted(type(one).__name__ for one in outcomes) == ["NotVotable", "Vote"]
    assert Vote.objects.count() == 1


def test_two_last_judges_at_once_close_the_duel_once():
    duel = make_duel(pairs=1, minimum_votes=1)
    judges = make_person(), make_person(group="Reviewers")
    at_once(*(lambda judge=judge: duel.vote(1, "neither", by=judge) for judge in judges))
    duel.refresh_from_db()
    assert duel.outcome == Duel.Outcome.MISSED
    assert Event.objects.filter(action="duel_closed").count() == 1


def test_of_two_same_proposals_at_once_one_is_open():
    version = make_version()
    people = make_person(), make_person()
    outcomes = at_once(*(lambda by=by: Proposal.propose("freeze", version, by=by) for by in people))
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyProposed", "Proposal"]


def test_of_two_who_open_the_same_duel_at_once_one_pays(order):
    challenger = make_version(order["version"].template, is_current=False)
    meeting = DuelTerms(challenger, order["version"], order["placement"])
    people = make_person(), make_person()
    plans = [composing.duel_plans(meeting, order["colorways"], 8, by) for by in people]
    outcomes = at_once(
        *(
            lambda plan=plan, by=by: composing.order_duel(meeting, plan, by=by, token=uuid4())
            for plan, by in zip(plans, people, strict=True)
        )
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Duel", "DuelAlreadyOpen"]
    assert ShotSet.objects.count() == 1
