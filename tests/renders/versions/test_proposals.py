"""Asking admins to freeze or promote."""

import pytest
from django.urls import reverse

from renders.models import Baseline, Proposal
from renders.models.promotions import make_current
from renders.models.proposals import AlreadyProposed
from tests.factories import make_render, make_template, make_version
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def baseline(petra):
    """A version with a baseline."""
    return Baseline.pick(make_render(), by=petra)


def propose(version):
    """Where one asks about a version."""
    return reverse("versions.proposals.create", args=[version.template.slug, version.number])


def page_of(version):
    """Where it is read."""
    return reverse("versions.detail", args=[version.template.slug, version.number])


def test_a_marketer_asks_and_admins_see_it_on_their_page_and_on_the_version(baseline, petra, ada, client_of):
    client_of(petra).post(propose(baseline.version), {"kind": "freeze", "note": "Best light so far"})
    home = flat(client_of(ada).get(reverse("people.home")))
    assert f"Freeze {baseline.version}" in home
    assert "Best light so far" in flat(client_of(ada).get(page_of(baseline.version)))


def test_doing_what_was_asked_answers_it(baseline, petra, ada):
    Proposal.propose("freeze", baseline.version, by=petra)
    baseline.freeze(by=ada)
    proposal = Proposal.objects.get()
    assert (proposal.is_accepted, proposal.answered_by) == (True, ada)


def test_making_current_answers_who_asked_for_it(petra, ada):
    version = make_version(make_template(), is_current=False, is_frozen=True)
    Proposal.propose("current", version, by=petra)
    make_current(version, seen=None, by=ada)
    assert Proposal.objects.get().is_accepted


def test_the_same_proposal_is_open_once(baseline, petra, paul):
    Proposal.propose("freeze", baseline.version, by=petra)
    with pytest.raises(AlreadyProposed):
        Proposal.propose("freeze", baseline.version, by=paul)


def test_a_no_comes_with_its_reason(baseline, petra, ada, client_of):
    proposal = Proposal.propose("freeze", baseline.version, by=petra)
    client_of(ada).post(reverse("versions.proposals.decline", args=[proposal.pk]), {"answer": "The shadow is too hard"})
    text = flat(client_of(petra).get(page_of(baseline.version)))
    assert "The shadow is too hard" in text
    assert not Proposal.objects.open().exists()


def test_a_no_without_a_reason_answers_nothing(baseline, petra, ada, client_of):
    proposal = Proposal.propose("freeze", baseline.version, by=petra)
    client_of(ada).post(reverse("versions.proposals.decline", args=[proposal.pk]), {"answer": " "})
    assert Proposal.objects.open().exists()


def test_a_second_answer_changes_nothing(baseline, petra, ada):
    proposal = Proposal.propose("freeze", baseline.version, by=petra)
    assert proposal.decline(by=ada, answer="Not yet")
    assert not proposal.decline(by=ada, answer="Never")
    assert Proposal.objects.get().answer == "Not yet"


def test_without_a_baseline_there_is_nothing_to_ask_for(petra, client_of):
    version = make_version()
    client_of(petra).post(propose(version), {"kind": "freeze"})
    assert not Proposal.objects.exists()


def test_current_is_not_asked_for_before_the_duel_is_won(petra, client_of):
    version = make_version(make_version().template, is_current=False, is_frozen=True)
    client_of(petra).post(propose(version), {"kind": "current"})
    assert not Proposal.objects.exists()
