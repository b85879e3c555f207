"""Production takes frozen versions only, by whatever door an order comes; a preview takes any."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from renders import composing
from renders.batch import planning
from renders.models import ShotSet
from tests.factories import make_person, make_shot, make_shot_set, make_version
from tests.html import flat

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
    frozen = make_version(order["version"].template, is_frozen=True, is_current=False)
    page = client_of(petra).get(reverse("sets.compose"), {"placement": order["placement"].pk, "kind": "production"})
    text = flat(page)
    assert f'<option value="{frozen.pk}"' in text
    assert f'<option value="{order["version"].pk}"' not in text


def test_a_crafted_form_orders_no_production_of_a_draft(order, petra, client_of):
    answer = client_of(petra).post(reverse("sets.compose"), form_of(order, kind="production", count=1))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "is not frozen" in flat(answer)
    assert not ShotSet.objects.exists()


def test_the_lab_orders_previews_only(order, petra, client_of):
    lab = reverse("versions.lab", args=[order["version"].template.slug, order["version"].number])
    client_of(petra).post(lab, {**form_of(order), "kind": "production", "quoted": 40_000})
    assert ShotSet.objects.get().kind == "preview"


def test_a_batch_draws_with_a_frozen_version(order, petra, tmp_path):
    data = b"sku,prompt,aspect_ratio\nmug-9,A mug on white,1:1\n"
    batch = planning.prepare(data, order["image_model"], tmp_path, petra, {})
    shot_set = planning.launch_or_resume(batch, petra)
    assert shot_set.kind == "production"
    assert shot_set.shots.get().version.frozen_at


def test_the_database_refuses_production_of_a_draft_whoever_writes_it():
    version = make_version()
    with pytest.raises(DatabaseError, match="frozen versions only"), transaction.atomic():
        make_shot(make_shot_set(kind="production"), version=version)
