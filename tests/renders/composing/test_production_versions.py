"""Production takes the current version, frozen, by whatever door an order comes; a preview takes any."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from catalog.models import Exemption
from renders import composing
from renders.batch import planning
from renders.models import Event, ShotSet
from tests.factories import make_campaign, make_person, make_shot, make_shot_set, make_version
from tests.html import flat
from tests.page_forms import field_named

pytestmark = pytest.mark.django_db


def plan_of(order, **overrides):
    """The order as a plan, by a marketer."""
    return composing.plan(**{**order, **overrides}, by=make_person())


def form_of(order, **overrides):
    """What the compose form sends."""
    plan = plan_of(order, **overrides)
    chosen = {name: getattr(plan, name).pk for name in ("placement", "version", "image_model")}
    colorways = [shot.colorway.pk for shot in plan.shots]
    money = {"quoted": plan.quote.total_micros, "token": str(uuid4())}
    return {**chosen, **money, "colorways": colorways, "kind": plan.kind, "count": plan.count}


def versions_offered(page):
    """The ids of those that compose offers."""
    field = field_named(page.content.decode(), "version")
    return {int(value) for value in [*field.values, *field.offered] if value}


def test_a_preview_takes_a_draft(order):
    assert not plan_of(order).problems


def test_production_of_a_draft_cannot_be_launched(order, petra):
    plan = plan_of(order, kind="production", count=1)
    with pytest.raises(composing.NotLaunchable, match="is not frozen. Production takes frozen versions only"):
        composing.launch(plan, by=petra, token=uuid4())
    assert not ShotSet.objects.exists()


def test_production_of_a_frozen_version_can(order, petra):
    order["version"].freeze(by=petra)
    order["version"].refresh_from_db()
    plan = plan_of(order, kind="production", count=1)
    assert composing.launch(plan, by=petra, token=uuid4()).kind == "production"


def test_the_form_offers_production_no_draft(order, petra, client_of):
    frozen = make_version(order["version"].template, is_frozen=True)
    page = client_of(petra).get(reverse("sets.compose"), {"placement": order["placement"].pk, "kind": "production"})
    assert versions_offered(page) == {frozen.pk}


def test_a_crafted_form_orders_no_production_of_a_draft(order, petra, client_of):
    answer = client_of(petra).post(reverse("sets.compose"), form_of(order, kind="production", count=1))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "is not frozen" in flat(answer)
    assert not ShotSet.objects.exists()


@pytest.fixture
def shelved(order):
    """A frozen version that is not current, with the choices of a production order of it."""
    order["version"].freeze(by=make_person(group="Admins"))
    order["version"].refresh_from_db()
    version = make_version(order["version"].template, is_frozen=True, is_current=False)
    return {**order, "version": version, "kind": "production", "count": 1}


def exempted(shelved, ada):
    return Exemption.objects.create(version=shelved["version"], reason="The buyer asked for it", allowed_by=ada)


def test_production_of_a_frozen_version_that_is_not_current_is_refused(shelved, petra):
    plan = plan_of(shelved)
    refusal = f"{shelved['version']} is not current: production takes {shelved['version'].template.current}. Admins can"
    with pytest.raises(composing.NotLaunchable, match=refusal):
        composing.launch(plan, by=petra, token=uuid4())
    assert not ShotSet.objects.exists()


def test_a_preview_takes_a_version_that_is_not_current(shelved):
    assert not plan_of(shelved, kind="preview", count=8).problems


def test_a_crafted_form_orders_no_production_of_a_version_that_is_not_current(shelved, petra, client_of):
    answer = client_of(petra).post(reverse("sets.compose"), form_of(shelved))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "is not current: production takes" in flat(answer)
    assert not ShotSet.objects.exists()


def test_an_exemption_lets_one_order_take_it_and_stands_on_the_set(shelved, petra, ada, client_of):
    exemption = exempted(shelved, ada)
    shot_set = composing.launch(plan_of(shelved), by=petra, token=uuid4())
    assert shot_set.exemption == exemption
    event = Event.objects.get(action="version_exempted")
    assert (event.by, event.version, event.shot_set) == (ada, shelved["version"], shot_set)
    assert "The buyer asked for it" in flat(client_of(petra).get(shot_set.get_absolute_url()))
    with pytest.raises(composing.NotLaunchable, match="is not current"):
        composing.launch(plan_of(shelved), by=petra, token=uuid4())


def test_compose_offers_a_version_with_an_exemption_and_no_other_that_is_not_current(shelved, petra, ada, client_of):
    def offered():
        page = client_of(petra).get(
            reverse("sets.compose"), {"placement": shelved["placement"].pk, "kind": "production"}
        )
        return shelved["version"].pk in versions_offered(page)

    assert not offered()
    exempted(shelved, ada)
    assert offered()


def test_an_exemption_that_is_withdrawn_before_the_launch_allows_nothing(shelved, petra, ada):
    exemption, plan = exempted(shelved, ada), plan_of(shelved)
    assert Exemption.objects.filter(pk=exemption.pk).withdraw()
    with pytest.raises(composing.NotLaunchable, match="not current"):
        composing.launch(plan, by=petra, token=uuid4())


def test_an_order_planned_before_another_version_became_current_is_refused(shelved, order, petra):
    plan = plan_of({**shelved, "version": order["version"]})
    order["version"].template.promote(shelved["version"], by=petra)
    with pytest.raises(composing.NotLaunchable, match="is not current"):
        composing.launch(plan, by=petra, token=uuid4())


def test_a_version_that_a_running_campaign_locks_is_taken_where_the_campaign_runs(shelved, order, petra):
    campaign = make_campaign(order["version"], placements=[order["placement"]])
    shot_set = composing.launch(plan_of({**shelved, "version": order["version"]}), by=petra, token=uuid4())
    assert shot_set.campaign == campaign


def test_a_template_that_was_never_made_current_says_who_does_it(order):
    order["version"].freeze(by=make_person(group="Admins"))
    order["version"].refresh_from_db()
    order["version"].template.current = None
    problems = [one.message for one in plan_of(order, kind="production", count=1).problems]
    name = order["version"].template.name
    assert problems == [f"{name} has no current version, and production takes no other. An admin makes one current."]


def test_the_lab_orders_previews_only(order, petra, client_of):
    lab = reverse("versions.lab", args=[order["version"].template.slug, order["version"].number])
    client_of(petra).post(lab, {**form_of(order), "kind": "production", "quoted": 40_000})
    assert ShotSet.objects.get().kind == "preview"


def test_a_batch_draws_with_a_frozen_version(order, petra, tmp_path):
    data = b"sku,prompt,aspect_ratio\nmug-9,A mug on white,1:1\n"
    batch = planning.prepare(data, order["image_model"], tmp_path, petra, {})
    shot_set = planning.launch_or_resume(batch, petra)
    assert shot_set.kind == "production"
    version = shot_set.shots.get().version
    assert version.frozen_at
    assert version.is_current


def test_batches_with_other_parameters_draw_with_the_current_version_of_another_template(order, petra, tmp_path):
    data = b"sku,prompt,aspect_ratio\nmug-9,A mug on white,1:1\n"
    for parameters in ({}, {"long_edge": 512}, {"long_edge": 640}, {"long_edge": 512}):
        batch = planning.prepare(data, order["image_model"], tmp_path / str(parameters), petra, parameters)
        version = planning.launch_or_resume(batch, petra).shots.get().version
        assert (version.is_current, version.parameters) == (True, parameters)
    assert ShotSet.objects.count() == 3


def test_the_database_refuses_production_of_a_draft_whoever_writes_it():
    version = make_version()
    with pytest.raises(DatabaseError, match="frozen versions only"), transaction.atomic():
        make_shot(make_shot_set(kind="production"), version=version)


def test_the_database_refuses_production_of_a_version_that_is_not_current_whoever_writes_it(shelved):
    with pytest.raises(DatabaseError, match="takes current versions"), transaction.atomic():
        make_shot(make_shot_set(kind="production"), version=shelved["version"])


def test_the_database_takes_an_exemption_of_this_version_only(shelved, ada):
    other = make_version(shelved["version"].template, is_frozen=True, is_current=False)
    allowed = make_shot_set(kind="production", exemption=exempted({"version": other}, ada))
    with pytest.raises(DatabaseError, match="takes current versions"), transaction.atomic():
        make_shot(allowed, version=shelved["version"])
    assert make_shot(allowed, version=other).pk


def test_an_exemption_is_for_a_model_or_for_a_version_and_for_no_third_thing(shelved, ada):
    both = {"placement": shelved["placement"], "image_model": shelved["image_model"], "version": shelved["version"]}
    for facts in ({}, both, {"placement": shelved["placement"]}):
        with pytest.raises(DatabaseError, match="exemption_of_model_or_version"), transaction.atomic():
            Exemption.objects.create(**facts, reason="Because", allowed_by=ada)
