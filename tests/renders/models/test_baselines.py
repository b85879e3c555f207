"""Baselines: one render for each version, fixed once the version is frozen."""

import pytest
from django.db import DatabaseError, transaction

from catalog.models import PromptVersion
from renders.models import Baseline, Event
from renders.models.baselines import NotFreezable, NotPickable
from tests.factories import make_person, make_render, make_shot

pytestmark = pytest.mark.django_db


def test_a_picked_render_becomes_the_baseline_of_its_version(petra):
    render = make_render()
    baseline = Baseline.pick(render, by=petra)
    assert (baseline.version, baseline.render, baseline.picked_by) == (render.shot.version, render, petra)


def test_picking_is_written_into_the_audit_log(petra):
    render = make_render()
    Baseline.pick(render, by=petra)
    event = Event.objects.get(action="baseline_picked")
    assert (event.by, event.render, event.note) == (petra, render, str(render.shot.version))


def test_another_pick_takes_the_place_of_the_first(petra):
    shot = make_shot()
    first, second = make_render(shot), make_render(shot)
    Baseline.pick(first, by=petra)
    Baseline.pick(second, by=petra)
    assert Baseline.objects.get().render == second


def test_a_render_without_a_picture_is_no_baseline(petra):
    with pytest.raises(NotPickable, match="no ready picture"):
        Baseline.pick(make_render(state="failed"), by=petra)


def test_the_baseline_of_a_frozen_version_stays(petra, ada):
    shot = make_shot()
    first, second = make_render(shot), make_render(shot)
    Baseline.pick(first, by=petra).freeze(by=ada)
    with pytest.raises(NotPickable, match="frozen"):
        Baseline.pick(second, by=petra)
    assert Baseline.objects.get().render == first


def test_freezing_locks_the_prompt_and_names_who(petra, ada):
    baseline = Baseline.pick(make_render(), by=petra)
    assert baseline.freeze(by=ada)
    version = baseline.version
    version.refresh_from_db()
    assert (version.frozen_by, version.is_locked) == (ada, True)
    assert Event.objects.get(action="version_frozen").by == ada


def test_freezing_fixes_the_image_model_that_drew_the_baseline(petra, ada):
    baseline = Baseline.pick(make_render(), by=petra)
    digest = baseline.version.digest()
    baseline.freeze(by=ada)
    version = PromptVersion.objects.get(pk=baseline.version_id)
    assert version.fixed_model == baseline.render.shot.image_model
    assert version.digest() == digest
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        PromptVersion.objects.filter(pk=version.pk).update(frozen_model=None)


def test_a_model_that_no_placement_of_the_template_allows_cannot_be_frozen_with(petra, ada):
    baseline = Baseline.pick(make_render(), by=petra)
    for placement in baseline.version.template.placements.all():
        placement.image_models.clear()
    with pytest.raises(NotFreezable, match="no placement of .* allows it"):
        baseline.freeze(by=ada)


def test_the_second_to_freeze_learns_that_somebody_was_first(petra, ada):
    baseline = Baseline.pick(make_render(), by=petra)
    baseline.freeze(by=ada)
    assert not baseline.freeze(by=make_person(group="Admins"))
    assert Event.objects.filter(action="version_frozen").count() == 1
