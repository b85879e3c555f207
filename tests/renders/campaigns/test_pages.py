"""Campaigns on screen: what they hold, opening the rest, ending one, and refusals that name them."""

from html import unescape

import pytest
from django.urls import reverse

from catalog.models import Campaign, Placement
from renders.models import Event
from renders.models.actions import Action
from renders.models.pilots import Pilot
from tests.factories import (
    make_account,
    make_artwork,
    make_campaign,
    make_colorway,
    make_decision,
    make_person,
    make_placement,
    make_product,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db):
    """A campaign that runs."""
    return make_campaign(make_version(is_frozen=True), name="Winter", slug="winter")


def ordered(campaign, verdict=""):
    """One production shot of the campaign with a picture, decided when a verdict is passed."""
    version, placement = campaign.versions.get(), campaign.placements.get()
    shot = make_shot(make_shot_set(kind="production", campaign=campaign), version=version, placement=placement)
    pick = make_render(shot)
    if verdict:
        make_decision(make_review(pick), verdict=verdict)
    return shot


def text_of(response):
    """The page as read, on one line."""
    return " ".join(unescape(response.content.decode()).split())


def test_the_page_says_how_far_the_pilot_is(client_of, petra, campaign):
    ordered(campaign, "approve")
    ordered(campaign)
    body = text_of(client_of(petra).get(campaign.get_absolute_url()))
    assert "2 of 20 SKUs" in body
    assert "1 <small>of 2</small>" in body
    assert "100% <small>21–100%</small>" in body


def test_an_admin_opens_the_rest_once_all_is_decided(client_of, ada, campaign):
    ordered(campaign, "approve")
    client_of(ada).post(reverse("campaigns.detail.open_rest", args=["winter"]))
    assert Campaign.objects.get().opened_by == ada
    assert Event.objects.get(action=Action.CAMPAIGN_OPENED).by == ada


def test_an_open_campaign_counts_its_latest_sets(client_of, petra, ada, campaign, monkeypatch):
    monkeypatch.setattr(Pilot, "SETS_COUNTED", 2)
    for _ in range(3):
        ordered(campaign, "approve")
    assert Pilot.of(campaign).skus == 3
    campaign.open_rest(by=ada)
    campaign.refresh_from_db()
    assert Pilot.of(campaign).skus == 2
    assert "The figures count its latest 2 sets." in text_of(client_of(petra).get(campaign.get_absolute_url()))


def test_the_rest_stays_closed_while_a_picture_waits(client_of, ada, campaign):
    ordered(campaign)
    response = client_of(ada).post(reverse("campaigns.detail.open_rest", args=["winter"]))
    assert response.status_code == 409
    assert "1 of 1 picture of the pilot waits for a decision. Nothing was opened." in text_of(response)
    assert Campaign.objects.get().opened_at is None


def test_ending_one_early_is_written_into_the_audit_log(client_of, ada, campaign):
    client_of(ada).post(reverse("campaigns.detail.end", args=["winter"]))
    assert Campaign.objects.get().ended_by == ada
    assert (Event.objects.get(action="campaign_ended").by, Event.objects.get(action="campaign_ended").note) == (
        ada,
        "Winter",
    )


def test_an_admin_finds_a_decided_pilot_among_what_waits(client_of, ada, petra, campaign):
    shot = ordered(campaign)
    assert "Pilots you may open" not in text_of(client_of(ada).get(reverse("people.home")))
    make_decision(make_review(shot.renders.get()))
    assert "1 of 1 approved" in text_of(client_of(ada).get(reverse("people.home")))
    assert "Pilots you may open" not in text_of(client_of(petra).get(reverse("people.home")))


def test_moving_current_during_a_campaign_is_refused_by_name(client_of, ada, campaign):
    version = campaign.versions.get()
    newer = make_version(version.template, is_frozen=True, is_current=False)
    address = reverse("versions.current", args=[version.template.slug, newer.number])
    response = client_of(ada).post(address, {"seen": version.pk, "override": "In a hurry"})
    assert response.status_code == 409
    assert f"{version} is locked by campaign Winter until" in text_of(response)
    assert "Nothing was changed." in text_of(response)


@pytest.mark.parametrize("change", [{"is_archived": "on"}, {"placements": []}], ids=["archived", "used elsewhere"])
def test_what_a_locked_template_may_not_become_is_refused_by_name(client_of, ada, campaign, change):
    template = campaign.versions.get().template
    chosen = {"placements": [campaign.placements.get().pk]} | change
    chosen["placements"] = chosen["placements"] or [make_placement().pk]
    fields = {"name": template.name, "slug": template.slug, "position": 0, **chosen}
    inline = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    address = reverse("admin:catalog_prompttemplate_change", args=[template.pk])
    response = client_of(ada).post(address, fields | inline)
    assert response.status_code == 409
    assert "is locked by campaign Winter" in text_of(response)


def placement_fields(placement, **overrides):
    """The fields of the placement form."""
    fields = {name: getattr(placement, name) for name in ("name", "slug", "aspect", "min_width", "min_height")}
    chosen = {"image_models": [model.pk for model in placement.image_models.all()]}
    rest = {"default_model": placement.default_model_id, "delivery_format": "webp", "position": 0, "is_enabled": "on"}
    return {**fields, **chosen, **rest, **overrides}


def test_a_placement_form_opened_before_the_campaign_is_refused_by_name(client_of, ada, campaign):
    placement = campaign.placements.get()
    address = reverse("admin:catalog_placement_change", args=[placement.pk])
    response = client_of(ada).post(address, placement_fields(placement, min_width=2000))
    assert response.status_code == 409
    assert f"{placement} is locked by campaign Winter until" in text_of(response)
    assert Placement.objects.get(pk=placement.pk).min_width == placement.min_width


def test_a_locked_placement_is_shown_for_reading_with_the_campaign(client_of, ada, campaign):
    placement = campaign.placements.get()
    body = text_of(client_of(ada).get(reverse("admin:catalog_placement_change", args=[placement.pk])))
    assert "is locked by" in body
    assert 'name="_save"' not in body


def test_versions_and_templates_name_the_campaign_that_locks_them(client_of, petra, campaign):
    version = campaign.versions.get()
    body = text_of(client_of(petra).get(reverse("versions.detail", args=[version.template.slug, version.number])))
    assert "Campaign Winter</a> locks this version until" in body
    assert "Winter</span>" in text_of(client_of(petra).get(reverse("templates.list")))


def test_a_set_names_its_campaign(client_of, petra, campaign):
    shot = ordered(campaign)
    assert "Campaign Winter </a>" in text_of(client_of(petra).get(shot.shot_set.get_absolute_url()))


def campaign_fields(version, **overrides):
    """The form of a new campaign for a version."""
    window = {"starts_at": "2026-01-01T00:00", "ends_at": "2099-01-01T00:00"}
    locked = {"versions": [version.pk], "placements": [row.pk for row in version.template.placements.all()]}
    return {"name": "Spring", "slug": "spring", "pilot_skus": 20, "account_share": 0, **window, **locked, **overrides}


def test_an_admin_arranges_a_campaign(client_of, ada):
    version = make_version(is_frozen=True)
    response = client_of(ada).post(reverse("admin:catalog_campaign_add"), campaign_fields(version))
    assert response.status_code == 302
    assert list(Campaign.objects.get().versions.all()) == [version]


def test_a_campaign_that_would_lock_what_is_not_current_is_refused_beside_the_field(client_of, ada):
    version = make_version(is_frozen=True)
    make_version(version.template, is_frozen=True)
    body = text_of(client_of(ada).post(reverse("admin:catalog_campaign_add"), campaign_fields(version)))
    assert f"{version} is not current: production uses" in body
    assert not Campaign.objects.exists()


def test_a_window_that_ends_before_it_starts_is_refused(client_of, ada):
    fields = campaign_fields(make_version(is_frozen=True), ends_at="2025-01-01T00:00")
    assert "A campaign ends after it starts." in text_of(
        client_of(ada).post(reverse("admin:catalog_campaign_add"), fields)
    )


def test_shares_of_campaigns_in_one_window_are_no_more_than_the_whole(client_of, ada, campaign):
    Campaign.objects.update(account_share=60)
    address, version = reverse("admin:catalog_campaign_add"), make_version(is_frozen=True)
    body = text_of(client_of(ada).post(address, campaign_fields(version, account_share=50)))
    assert "Of every account 60% belong to Winter in this window; at most 40% are left." in body
    assert client_of(ada).post(address, campaign_fields(version, account_share=40)).status_code == 302


def test_the_page_says_which_share_of_accounts_a_campaign_has(client_of, petra, campaign):
    Campaign.objects.update(account_share=60)
    assert "60 % of what an account draws at once" in text_of(client_of(petra).get(campaign.get_absolute_url()))


@pytest.fixture
def change_share(client_of, ada):
    """An admin gives the running campaign another share on its page."""

    def change_share(after, before=0):
        fields = {"account_share": after, "before": before}
        return client_of(ada).post(reverse("campaigns.detail.share", args=["winter"]), fields, follow=True)

    return change_share


def test_an_admin_changes_the_share_of_a_running_campaign(client_of, ada, campaign, change_share):
    form = client_of(ada).get(campaign.get_absolute_url()).context["share"]
    assert (form["account_share"].value(), form["before"].value()) == (0, 0)
    page = text_of(change_share(60))
    assert "60 % of what an account draws at once" in page
    assert f"Campaign {campaign} has its new share." in page
    event = Event.objects.get(action=Action.CAMPAIGN_SHARE_CHANGED)
    assert (event.by, event.campaign, event.note) == (ada, campaign, "0% before, 60% now")


@pytest.mark.parametrize(("after", "status"), [(101, 422), ("", 422), (50, 422), (40, 200)])
def test_a_changed_share_stays_within_what_other_campaigns_leave(campaign, change_share, after, status):
    make_campaign(make_version(is_frozen=True), name="Gifts", slug="gifts", account_share=60)
    answer = change_share(after)
    assert (answer.status_code, Campaign.objects.get(slug="winter").account_share) == (
        status,
        after if status == 200 else 0,
    )
    assert ("at most 40% are left." in text_of(answer)) is (after == 50)


@pytest.mark.parametrize("is_over", [True, False], ids=["over", "changed meanwhile"])
def test_a_share_is_not_changed_on_an_outdated_page(campaign, ada, change_share, is_over):
    if is_over:
        campaign.end(by=ada)
    else:
        Campaign.objects.update(account_share=30)
    answer = change_share(60)
    assert (answer.status_code, "Look at its share again" in text_of(answer)) == (409, True)
    assert Campaign.objects.get().account_share == (0 if is_over else 30)
    assert not Event.objects.exists()


@pytest.mark.parametrize("person", ["petra", "ruth"])
def test_only_admins_change_a_share(client_of, request, campaign, person):
    browser = client_of(request.getfixturevalue(person))
    assert browser.get(campaign.get_absolute_url()).context["share"] is None
    assert browser.post(reverse("campaigns.detail.share", args=["winter"])).status_code == 403


def test_a_running_campaign_is_not_edited(client_of, ada, campaign):
    fields = campaign_fields(campaign.versions.get(), name="Other")
    response = client_of(ada).post(reverse("admin:catalog_campaign_change", args=[campaign.pk]), fields)
    assert response.status_code == 403
    assert Campaign.objects.get().name == "Winter"


def compose_fields(campaign, colorways):
    """A production order of these colours in the campaign's placement."""
    placement = campaign.placements.get()
    return {
        "token": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "kind": "production",
        "colorways": [one.pk for one in colorways],
        "placement": placement.pk,
        "version": campaign.versions.get().pk,
        "image_model": placement.default_model_id,
        "count": 1,
        "quoted": 0,
    }


@pytest.fixture
def many(db, campaign):
    """Five colours of one product, and a pilot of three."""
    Campaign.objects.update(pilot_skus=3)
    Placement.objects.exclude(campaigns=campaign).update(is_enabled=False)
    product = make_product()
    make_artwork(product)
    make_account()
    return [make_colorway(product) for _ in range(5)]


def test_compose_offers_to_keep_what_the_pilot_takes(client_of, petra, campaign, many):
    body = text_of(client_of(petra).post(reverse("sets.compose.preview"), compose_fields(campaign, many)))
    assert "this order has 5. Keep the first 3." in body
    assert 'name="keep_pilot"' in body


def test_one_click_keeps_the_first_of_the_pilot(client_of, petra, campaign, many):
    fields = compose_fields(campaign, many) | {"keep_pilot": "1"}
    form = client_of(petra).post(reverse("sets.compose.preview"), fields).context["form"]
    assert form.data.getlist("colorways") == [str(one.pk) for one in many[:3]]
    assert form.plan.problems == []


def test_production_offers_the_locked_version_alone(client_of, petra, campaign, many):
    version = campaign.versions.get()
    make_version(version.template, is_frozen=True, is_current=False)
    offer = client_of(petra).post(reverse("sets.compose.preview"), compose_fields(campaign, many)).context["offer"]
    assert offer.versions == [version]


def test_people_without_the_right_see_no_button_that_opens(client_of, campaign):
    body = text_of(client_of(make_person(group="Reviewers")).get(campaign.get_absolute_url()))
    assert "Open the rest" not in body
