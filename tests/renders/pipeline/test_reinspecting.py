"""Pictures are measured again when the rules have changed, and nothing that was decided changes by it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from renders.files import MASTERS
from renders.models import DecidedFinding, Finding, Reinspection, Render, RuleSet
from renders.models.renders import State
from renders.models.rule_sets import LimitChange
from renders.pipeline.tasks import enqueue
from renders.quality import RULES_VERSION
from renders.schedule import Enqueue
from tests.factories import make_decision, make_person, make_render, make_review, make_shot, make_version
from tests.fakes import work
from tests.images import encoded
from tests.renders.quality.pictures import PROMPT, packshot

pytestmark = pytest.mark.django_db(transaction=True)
SIDE = (128, 128)


@pytest.fixture
def admin():
    return make_person(group="Admins")


@pytest.fixture(scope="module")
def small_product():
    """A picture whose product fills 52 % where about 60 % was asked."""
    return encoded(packshot(SIDE, fill=0.52), "PNG")


def stored(data, shot=None, **fields):
    shot = shot or make_shot(version=make_version(prompt=PROMPT))
    return make_render(shot, sha256=MASTERS.store(data), width=128, height=128, **fields)


def changed(admin, limit=5.0, placement=None, severity=""):
    change = LimitChange("fill_differs_from_order", limit, severity)
    return RuleSet.objects.make(placement, [change], by=admin, note="The shop asks for it")


def finish_reinspection():
    """Let the one that runs go on until it ends."""
    for _ in range(20):
        running = Reinspection.objects.filter(state="running").values_list("pk", flat=True)
        if not running:
            return
        enqueue([Enqueue("reinspect", tuple(running))])
        work()
    raise AssertionError("The reinspection does not end")


def codes(render):
    return {one.check_name: one for one in render.findings.exclude(severity__in=Finding.HARMLESS)}


def test_a_stricter_limit_finds_what_was_there_before(fake, admin, small_product):
    render = stored(small_product)
    revision = render.revision
    changed(admin)
    finish_reinspection()
    render.refresh_from_db()
    found = codes(render)["fill_differs_from_order"]
    assert (found.limit, found.severity) == (55.0, "warning")
    assert render.rules_version == f"{RULES_VERSION}-{RuleSet.objects.get().pk}"
    assert render.revision > revision


def test_another_weight_blocks_what_was_a_warning(fake, admin, small_product):
    render = stored(small_product)
    changed(admin, severity="blocking")
    finish_reinspection()
    assert codes(render)["fill_differs_from_order"].severity == "blocking"


def test_rules_of_one_placement_leave_the_pictures_of_others_alone(fake, admin, small_product):
    render, other = stored(small_product), stored(small_product, rules_version=str(RULES_VERSION))
    changed(admin, placement=render.shot.placement)
    finish_reinspection()
    other.refresh_from_db()
    assert "fill_differs_from_order" in codes(render)
    assert (codes(other), other.rules_version) == ({}, str(RULES_VERSION))


def test_what_was_decided_keeps_the_findings_it_was_decided_on(fake, admin, small_product):
    render = stored(small_product)
    decision = make_decision(make_review(render))
    changed(admin)
    finish_reinspection()
    assert "fill_differs_from_order" in codes(render)
    assert not DecidedFinding.objects.filter(decision=decision).exists()


def test_what_was_read_in_a_picture_stays(fake, admin, small_product):
    render = stored(small_product)
    Finding.objects.create(render=render, check_name="label_misread", severity="warning", message="One letter")
    changed(admin)
    finish_reinspection()
    assert "label_misread" in codes(render)


def test_paid_pictures_go_first(fake, admin, small_product):
    render = stored(small_product)
    make_render(render.shot, state=State.STORED, due_at=timezone.now() + timedelta(hours=1))
    changed(admin)
    enqueue([Enqueue("reinspect", (Reinspection.objects.get().pk,))])
    work()
    reinspection = Reinspection.objects.get()
    assert (reinspection.measured, reinspection.due_at > timezone.now()) == (0, True)


def test_a_picture_whose_file_is_lost_keeps_its_findings_and_holds_nobody_up(fake, admin, small_product):
    whole, lost = stored(small_product), make_render()
    Finding.objects.create(render=lost, check_name="soft", severity="warning", message="Soft")
    changed(admin)
    finish_reinspection()
    assert "fill_differs_from_order" in codes(whole)
    assert set(codes(lost)) == {"soft"}
    done = Reinspection.objects.get()
    assert (done.state, done.measured, done.changed, done.skipped) == ("done", 1, 1, 1)


def test_a_later_change_takes_over_the_reinspection(fake, admin, small_product):
    render = stored(small_product)
    changed(admin, limit=5.0)
    changed(admin, limit=2.0)
    finish_reinspection()
    assert [one.state for one in Reinspection.objects.order_by("pk")] == ["replaced", "done"]
    assert codes(render)["fill_differs_from_order"].limit == 58.0


def test_pictures_are_measured_again_once_when_checks_have_changed(small_product):
    assert Reinspection.objects.begin_for("99") is None  # there is no picture
    stored(small_product)
    assert Reinspection.objects.begin_for("99") is not None
    assert Reinspection.objects.begin_for("99") is None


def test_a_new_picture_is_measured_by_the_rules_of_its_placement(fake, admin, small_product):
    shot = make_shot(version=make_version(prompt=PROMPT))
    changed(admin, placement=shot.placement)
    render = stored(small_product, shot, state=State.STORED, due_at=timezone.now())
    enqueue([Enqueue("inspect", (render.pk,))])
    work()
    assert "fill_differs_from_order" in codes(Render.objects.get(pk=render.pk))


@pytest.mark.parametrize("write", ["update", "delete"])
def test_a_version_of_the_rules_is_never_changed(admin, write):
    changed(admin)
    rows = RuleSet.objects.all()
    with pytest.raises(IntegrityError, match="Make a new one"), transaction.atomic():
        rows.update(note="Other") if write == "update" else rows._raw_delete(rows.db)
