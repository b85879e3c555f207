"""How far a version is on its way to production, and what a person may do next."""

import pytest

from catalog.models import PromptVersion
from renders.models import Baseline, Proposal
from renders.views.versions.version_status import VersionStatus
from tests.factories import make_duel, make_render, make_shot, make_version, make_votes, make_won_duel

pytestmark = pytest.mark.django_db


def status_of(version: PromptVersion, person) -> VersionStatus:
    """As a page loads it."""
    return VersionStatus(PromptVersion.objects.with_template().get(pk=version.pk), person)


def with_baseline(version: PromptVersion, by) -> PromptVersion:
    """The version, locked, with a baseline."""
    Baseline.pick(make_render(make_shot(version=version)), by=by)
    return version


@pytest.fixture
def challenger(petra):
    """A version that was never current, with a baseline."""
    return with_baseline(make_version(make_version(is_frozen=True).template, is_current=False), petra)


def test_freezing_is_offered_to_admins_once_there_is_a_baseline(challenger, petra, ada):
    draft = make_version(challenger.template, is_current=False)
    assert status_of(challenger, ada).offers_freeze
    assert not status_of(challenger, petra).offers_freeze
    assert not status_of(draft, ada).offers_freeze
    challenger.freeze(by=ada)
    assert not status_of(challenger, ada).offers_freeze


def test_making_current_is_offered_to_admins_for_frozen_versions(challenger, petra, ada):
    assert not status_of(challenger, ada).offers_current
    challenger.freeze(by=ada)
    assert status_of(challenger, ada).offers_current
    assert not status_of(challenger, petra).offers_current
    assert not status_of(challenger.template.current, ada).offers_current


def test_a_duel_is_offered_to_who_may_launch_until_one_is_open(challenger, petra, ada):
    assert status_of(challenger, petra).offers_duel
    assert not status_of(challenger, ada).offers_duel
    duel = make_duel(challenger)
    status = status_of(challenger, petra)
    assert (status.open_duel, status.offers_duel) == (duel, False)


def test_the_current_version_and_a_winner_need_no_duel(challenger, petra):
    assert not status_of(challenger.template.current, petra).needs_duel
    make_won_duel(challenger)
    assert not status_of(challenger, petra).needs_duel


def test_a_lost_duel_does_not_count(challenger, petra, ruth, paul):
    make_votes(make_duel(challenger, pairs=6), ruth, paul, choice="champion")
    assert status_of(challenger, petra).needs_duel


def test_a_version_that_was_current_before_needs_no_duel(challenger, petra, ada):
    before = challenger.template.current
    challenger.template.promote(challenger, by=ada)
    assert not status_of(before, petra).needs_duel


def test_rolling_back_is_offered_once_for_each_frozen_version_that_was_current(ada, petra):
    first = make_version(is_frozen=True)
    template = first.template
    draft = make_version(template)
    second = make_version(template, is_frozen=True)
    for version in (first, second):
        template.promote(version, by=ada)
    rows = status_of(second, ada).promotion_rows
    assert [promotion.version for promotion, _ in rows] == [second, first, second, draft, first]
    assert [may_roll_back for _, may_roll_back in rows] == [False, True, False, False, False]
    assert not any(may_roll_back for _, may_roll_back in status_of(second, petra).promotion_rows)


def test_the_latest_twelve_promotions_and_six_duels_are_shown(challenger, ada):
    template = challenger.template
    for _ in range(13):
        template.promote(challenger, by=ada)
    for _ in range(7):
        make_duel(make_version(template, is_current=False)).close(by=ada)
    status = status_of(challenger, ada)
    assert (len(status.promotions), len(status.duels)) == (12, 6)


def test_a_marketer_may_propose_freezing_once(challenger, petra):
    assert status_of(challenger, petra).proposable_kind == "freeze"
    Proposal.propose("freeze", challenger, by=petra)
    assert status_of(challenger, petra).proposable_kind == ""


def test_a_marketer_may_propose_a_frozen_winner_as_current(challenger, petra, ada):
    challenger.freeze(by=ada)
    assert status_of(challenger, petra).proposable_kind == ""
    make_won_duel(challenger)
    assert status_of(challenger, petra).proposable_kind == "current"


def test_only_the_latest_proposal_is_shown_as_declined(challenger, petra, ada):
    Proposal.propose("freeze", challenger, by=petra).decline(by=ada, answer="Too dark")
    status = status_of(challenger, petra)
    assert (status.declined_proposal.answer, status.open_proposals) == ("Too dark", [])
    again = Proposal.propose("freeze", challenger, by=petra)
    status = status_of(challenger, petra)
    assert (status.declined_proposal, status.open_proposals) == (None, [again])
