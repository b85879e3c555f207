"""Making a version current: frozen, and the winner of a duel, the first one, or current before."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from catalog.models import Exemption, PromptVersion
from renders.models import Event, ShotSet
from renders.models.actions import Action
from renders.models.promotions import CurrentChanged, PromotionRefused, make_current
from tests.factories import (
    make_campaign,
    make_duel,
    make_shot,
    make_template,
    make_version,
    make_votes,
    make_won_duel,
)
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def champion(db):
    """The current version of a template."""
    return make_version(is_frozen=True)


@pytest.fixture
def challenger(champion):
    """A frozen version that was never current."""
    return make_version(champion.template, is_current=False, is_frozen=True)


def current_of(version):
    """What production uses now."""
    version.template.refresh_from_db()
    return version.template.current


def address(version):
    """Where a version is made current."""
    return reverse("versions.current", args=[version.template.slug, version.number])


def test_the_winner_of_a_duel_becomes_current(champion, challenger, ada):
    duel = make_won_duel(challenger)
    promotion = make_current(challenger, seen=champion.pk, by=ada)
    assert current_of(challenger) == challenger
    assert (promotion.by, promotion.before, promotion.reason) == (ada, champion, f"Won duel {duel}")


def test_without_a_duel_nothing_becomes_current(champion, challenger, ada):
    with pytest.raises(PromotionRefused, match="has not won a duel against"):
        make_current(challenger, seen=champion.pk, by=ada)
    assert current_of(challenger) == champion


@pytest.mark.parametrize("choice", ["champion", "neither"])
def test_a_challenger_that_did_not_pass_does_not_become_current(choice, champion, challenger, ada, petra, ruth):
    make_votes(make_duel(challenger, pairs=6), petra, ruth, choice=choice)
    with pytest.raises(PromotionRefused):
        make_current(challenger, seen=champion.pk, by=ada)


def test_a_duel_against_an_earlier_current_does_not_count(champion, challenger, ada):
    make_won_duel(challenger)
    newer = make_version(champion.template, is_frozen=True)
    with pytest.raises(PromotionRefused, match=f"against {newer}"):
        make_current(challenger, seen=newer.pk, by=ada)


def test_no_reason_makes_a_version_current_that_may_still_change(champion, ada):
    draft = make_version(champion.template, is_current=False)
    make_won_duel(draft)
    with pytest.raises(PromotionRefused, match="not frozen"):
        make_current(draft, seen=champion.pk, by=ada, override="The fair opens tomorrow")


def test_the_first_current_of_a_template_needs_no_duel(ada):
    version = make_version(make_template(), is_current=False, is_frozen=True)
    assert make_current(version, seen=None, by=ada).reason == "First current version"


def test_going_back_needs_no_duel(champion, challenger, ada):
    make_won_duel(challenger)
    make_current(challenger, seen=champion.pk, by=ada)
    assert make_current(champion, seen=challenger.pk, by=ada).reason == "Rolled back"
    assert current_of(champion) == champion


def test_an_override_keeps_its_reason_and_its_author(champion, challenger, ada):
    promotion = make_current(challenger, seen=champion.pk, by=ada, override="The fair opens tomorrow")
    assert (promotion.reason, promotion.by) == ("The fair opens tomorrow", ada)
    event = Event.objects.get(action=Action.DUEL_OVERRIDDEN)
    assert (event.by, event.note) == (ada, f"{challenger}: The fair opens tomorrow")


def test_a_page_that_showed_another_current_changes_nothing(champion, challenger, ada):
    make_won_duel(challenger)
    make_version(champion.template, is_frozen=True)
    with pytest.raises(CurrentChanged):
        make_current(challenger, seen=champion.pk, by=ada)


def test_sets_that_were_launched_keep_their_version(champion, challenger, ada):
    shot = make_shot(version=champion)
    make_won_duel(challenger)
    make_current(challenger, seen=champion.pk, by=ada)
    shot.refresh_from_db()
    assert shot.version == champion
    assert shot.contract_json["version"] == champion.number
    assert ShotSet.objects.filter(shots__version=champion).exists()


def test_the_page_tells_what_speaks_for_a_version(champion, challenger, ada, client_of):
    duel = make_won_duel(challenger)
    text = flat(client_of(ada).get(address(challenger)))
    assert f"Won duel {duel}" in text
    assert f"Make version {challenger.number} current" in text


def test_the_page_says_why_a_version_cannot_become_current(champion, challenger, ada, client_of):
    text = flat(client_of(ada).get(address(challenger)))
    assert f"{challenger} has not won a duel against {champion}, which is current." in text


def test_looking_moves_nothing(champion, challenger, ada, client_of):
    make_won_duel(challenger)
    client_of(ada).get(address(challenger))
    assert current_of(challenger) == champion


def test_posting_without_a_duel_is_refused_with_the_reason(champion, challenger, ada, client_of):
    answer = client_of(ada).post(address(challenger), {"seen": champion.pk})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "which is current. Nothing was changed." in flat(answer)
    assert current_of(challenger) == champion


def test_an_override_of_three_letters_is_no_reason(champion, challenger, ada, client_of):
    answer = client_of(ada).post(address(challenger), {"seen": champion.pk, "override": "bad"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert current_of(challenger) == champion


def test_one_click_in_the_history_rolls_back(champion, challenger, ada, client_of):
    make_won_duel(challenger)
    make_current(challenger, seen=champion.pk, by=ada)
    browser = client_of(ada)
    page = flat(browser.get(reverse("versions.detail", args=[challenger.template.slug, challenger.number])))
    assert f"Roll back to v{champion.number}" in page
    browser.post(address(champion), {"seen": challenger.pk})
    assert current_of(champion) == champion


def test_a_page_somebody_overtook_says_who_was_first(champion, challenger, ada, client_of):
    make_won_duel(challenger)
    make_current(challenger, seen=champion.pk, by=ada)
    answer = client_of(ada).post(address(champion), {"seen": champion.pk})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert f"Ada made version {challenger.number} current first. Nothing was changed." in flat(answer)


def test_a_running_campaign_is_named_to_who_would_move_current(champion, challenger, ada, client_of):
    make_won_duel(challenger)
    make_campaign(champion, name="Winter")
    answer = client_of(ada).post(address(challenger), {"seen": champion.pk})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "campaign Winter" in flat(answer)


def test_the_configuration_leads_to_the_same_page(champion, challenger, ada, client_of):
    text = flat(client_of(ada).get(reverse("admin:catalog_promptversion_change", args=[challenger.pk])))
    assert f'href="{address(challenger)}"' in text
    assert PromptVersion.objects.get(pk=challenger.pk).frozen_at


def exempt(browser, version, reason="The buyer asked for it"):
    return browser.post(reverse("versions.exempt", args=[version.template.slug, version.number]), {"reason": reason})


def test_an_admin_allows_a_version_for_one_order_and_the_page_says_so(challenger, ada, client_of):
    browser = client_of(ada)
    assert "Allow it for one production order" in flat(browser.get(address(challenger)))
    assert exempt(browser, challenger).status_code == HTTPStatus.FOUND
    page = flat(browser.get(address(challenger)))
    assert "The buyer asked for it" in page
    assert "Allow it for one production order" not in page
    browser.post(reverse("admin:catalog_placement_withdraw", args=[Exemption.objects.get().pk]))
    assert not Exemption.objects.open().exists()


def test_while_a_campaign_locks_the_template_no_exemption_is_offered_or_given(champion, challenger, ada, client_of):
    campaign = make_campaign(champion)
    browser = client_of(ada)
    assert "Allow it for one production order" not in flat(browser.get(address(challenger)))
    answer = exempt(browser, challenger)
    assert (answer.status_code, campaign.name in flat(answer)) == (HTTPStatus.CONFLICT, True)
    assert not Exemption.objects.exists()


def test_allowing_it_a_second_time_changes_nothing(challenger, ada, client_of):
    for reason in ("First", "Second"):
        exempt(client_of(ada), challenger, reason)
    assert Exemption.objects.get().reason == "First"


# The last one is longer than the column, once it is normalised.
@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "\u0958" * 300])
def test_an_exemption_without_a_readable_reason_is_refused(challenger, ada, client_of, reason):
    assert exempt(client_of(ada), challenger, reason).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Exemption.objects.exists()


@pytest.mark.parametrize("change", [{"is_current": True}, {"is_current": False, "is_frozen": False}])
def test_a_version_that_needs_or_may_have_no_exemption_gets_none(champion, ada, client_of, change):
    version = make_version(champion.template, **{"is_frozen": True, **change})
    assert exempt(client_of(ada), version).status_code == HTTPStatus.CONFLICT
    assert not Exemption.objects.exists()
