"""Campaigns: what they lock stays as it is until they end."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from catalog.models import Campaign, ImageModel, Placement, PromptTemplate
from catalog.models.campaign_locks import LockedByCampaign
from catalog.models.campaigns import NotArrangeable
from tests.factories import make_campaign, make_image_model, make_placement, make_version
from tests.waiting import begin, is_anybody_waiting, until

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def version(db):
    """A frozen current version."""
    return make_version(is_frozen=True)


def test_current_does_not_move_away_from_a_version_a_campaign_locks(version, ada):
    campaign = make_campaign(version, name="Winter")
    newer = make_version(version.template, is_frozen=True, is_current=False)
    with pytest.raises(LockedByCampaign) as refusal:
        version.template.promote(newer, by=ada)
    assert refusal.value.campaign == campaign
    assert str(refusal.value).startswith(f"{version} is locked by campaign Winter until ")
    assert PromptTemplate.objects.get(pk=version.template_id).current == version


def test_current_moves_again_once_the_campaign_was_ended(version, ada):
    campaign = make_campaign(version)
    newer = make_version(version.template, is_frozen=True, is_current=False)
    assert campaign.end(by=ada)
    version.template.promote(newer, by=ada)
    assert PromptTemplate.objects.get(pk=version.template_id).current == newer


def test_a_campaign_that_has_not_begun_locks_nothing(version, ada):
    make_campaign(version, starts_at=timezone.now() + HOUR)
    newer = make_version(version.template, is_frozen=True, is_current=False)
    version.template.promote(newer, by=ada)
    assert version.template.current == newer


def test_current_may_move_to_the_version_a_campaign_locks(version, ada):
    coming = make_campaign(version, starts_at=timezone.now() + HOUR)
    make_version(version.template, is_frozen=True)
    Campaign.objects.filter(pk=coming.pk).update(starts_at=timezone.now() - HOUR)
    template = PromptTemplate.objects.get(pk=version.template_id)
    template.promote(version, by=ada)
    assert template.current == version


@pytest.mark.parametrize("kind", ["placement", "image model"])
def test_what_a_campaign_locks_is_not_saved_and_not_deleted(version, kind):
    model = make_image_model()
    placement = make_placement(image_models=[model])
    campaign = make_campaign(version, placements=[placement])
    campaign.image_models.add(model)
    row = {"placement": placement, "image model": model}[kind]
    row.name = "Other"
    with pytest.raises(LockedByCampaign, match=f"is locked by campaign {campaign}"):
        row.save()
    with pytest.raises(LockedByCampaign):
        row.delete()
    assert type(row).objects.get(pk=row.pk).name != "Other"


def test_a_template_with_a_locked_version_is_not_archived(version):
    make_campaign(version)
    template = version.template
    template.archived_at = timezone.now()
    with pytest.raises(LockedByCampaign):
        template.save()
    assert PromptTemplate.objects.get(pk=template.pk).archived_at is None


def writes_past_the_models(campaign):
    """What raw updates could change behind the models' backs."""
    placement, version = campaign.placements.get(), campaign.versions.get()
    allowed = placement.image_models.get()
    newer = make_version(version.template, is_current=False)
    return {
        "placement": lambda: Placement.objects.filter(pk=placement.pk).update(aspect="4:5"),
        "image model": lambda: ImageModel.objects.filter(pk=allowed.pk).update(endpoint="another"),
        "more models": lambda: placement.image_models.add(make_image_model()),
        "fewer models": lambda: placement.image_models.clear(),
        "current": lambda: PromptTemplate.objects.filter(pk=version.template_id).update(current=newer),
        "where it is used": lambda: version.template.placements.clear(),
        "archive": lambda: PromptTemplate.objects.filter(pk=version.template_id).update(archived_at=timezone.now()),
    }


@pytest.mark.parametrize(
    "name", ["placement", "image model", "more models", "fewer models", "current", "archive", "where it is used"]
)
def test_the_database_refuses_what_goes_past_the_models(version, name):
    campaign = make_campaign(version)
    campaign.image_models.set(campaign.placements.get().image_models.all())
    write = writes_past_the_models(campaign)[name]
    with pytest.raises(DatabaseError, match="A running campaign locks this"), transaction.atomic():
        write()


@pytest.mark.parametrize(
    "name", ["placement", "image model", "more models", "fewer models", "current", "archive", "where it is used"]
)
def test_the_database_lets_it_pass_once_the_campaign_is_over(version, name, ada):
    campaign = make_campaign(version)
    campaign.image_models.set(campaign.placements.get().image_models.all())
    campaign.end(by=ada)
    writes_past_the_models(campaign)[name]()


def test_a_campaign_locks_frozen_versions_only():
    draft = make_version()
    with pytest.raises(NotArrangeable, match="is not frozen"):
        make_campaign(draft)
    assert not Campaign.objects.exists()


def test_a_campaign_that_starts_now_locks_what_production_uses_now(version):
    newer = make_version(version.template, is_frozen=True)
    with pytest.raises(NotArrangeable, match=f"{version} is not current: production uses {newer}"):
        make_campaign(version)


def test_a_campaign_locks_one_version_of_a_template(version):
    newer = make_version(version.template, is_frozen=True)
    with pytest.raises(NotArrangeable, match=f"Choose one version of {version.template}"):
        make_campaign(version, newer, starts_at=timezone.now() + HOUR)


def test_two_campaigns_at_a_time_agree_on_the_version(version):
    first = make_campaign(version, starts_at=timezone.now() + HOUR)
    newer = make_version(version.template, is_frozen=True)
    with pytest.raises(NotArrangeable, match=f"Campaign {first} locks {version} in this window, not {newer}"):
        make_campaign(newer)
    make_campaign(newer, starts_at=timezone.now() + timedelta(days=2), ends_at=timezone.now() + timedelta(days=3))


def test_a_campaign_is_ended_once(version, ada):
    campaign = make_campaign(version)
    assert [campaign.end(by=ada), campaign.end(by=ada)] == [True, False]


def at_once(*acts):
    """Run these at the same moment; what each answered or raised."""
    outcomes, ready = {}, threading.Barrier(len(acts))

    def run(at, act):
        try:
            ready.wait()
            outcomes[at] = act()
        except Exception as refusal:
            outcomes[at] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [outcomes[at] for at in range(len(acts))]


@pytest.mark.django_db(transaction=True)
def test_starting_a_campaign_while_somebody_promotes_has_one_winner(ada):
    version = make_version(is_frozen=True)
    newer = make_version(version.template, is_frozen=True, is_current=False)
    promote = PromptTemplate.objects.get(pk=version.template_id).promote
    campaign, promotion = at_once(lambda: make_campaign(version), lambda: promote(newer, by=ada))
    current = PromptTemplate.objects.get(pk=version.template_id).current
    if isinstance(campaign, Campaign):
        assert "is locked by campaign" in str(promotion)
        assert current == version
    else:
        assert f"{version} is not current: production uses {newer}" in str(campaign)
        assert (promotion, current) == (None, newer)


@pytest.mark.django_db(transaction=True)
def test_starting_a_campaign_while_somebody_edits_its_placement_leaves_one_truth():
    version = make_version(is_frozen=True)
    placement = version.template.placements.get()
    edited = Placement.objects.get(pk=placement.pk)
    edited.min_width = 2000
    campaign, edit = at_once(lambda: make_campaign(version), edited.save)
    assert isinstance(campaign, Campaign)
    assert Placement.objects.get(pk=placement.pk).min_width == (2000 if edit is None else placement.min_width)
    assert edit is None or "is locked by campaign" in str(edit)


@pytest.mark.django_db(transaction=True)
def test_two_who_promote_during_a_campaign_are_both_refused(ada):
    version = make_version(is_frozen=True)
    make_campaign(version, name="Winter")
    newer = make_version(version.template, is_frozen=True, is_current=False)
    templates = [PromptTemplate.objects.get(pk=version.template_id) for _ in range(2)]
    refusals = at_once(*(lambda one=one: one.promote(newer, by=ada) for one in templates))
    assert all("is locked by campaign Winter" in str(refusal) for refusal in refusals)
    assert PromptTemplate.objects.get(pk=version.template_id).current == version


@pytest.mark.django_db(transaction=True)
def test_shares_of_two_campaigns_that_are_changed_at_once_are_no_more_than_the_whole():
    """On SQLite the second one waits before it begins; on Postgres for the first one's lock."""
    first, second = (make_campaign(make_version(is_frozen=True), name=name, slug=name.lower()) for name in ("A", "B"))
    outcomes = []
    with transaction.atomic():
        first.change_share(60, before=0)
        other = begin(lambda: second.change_share(60, before=0), outcomes)
        until(lambda: is_anybody_waiting() or not other.is_alive())
    other.join()
    assert [type(one) for one in outcomes] == [NotArrangeable]
    assert sorted(Campaign.objects.values_list("account_share", flat=True)) == [0, 60]


def test_shares_of_campaigns_that_follow_each_other_are_not_added_up():
    now = timezone.now()
    half, month = timedelta(days=15), timedelta(days=30)
    make_campaign(starts_at=now, ends_at=now + half, account_share=60)
    late = make_campaign(starts_at=now + half, ends_at=now + month, account_share=70)
    whole = {"starts_at": now, "ends_at": now + month}
    assert make_campaign(**whole, account_share=30).account_share == 30
    with pytest.raises(NotArrangeable) as refusal:
        make_campaign(**whole, account_share=1)
    assert f"Of every account 100% belong to {late.name}, Winter" in str(refusal.value)
