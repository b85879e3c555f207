"""A finished picture: a render of its own, made of another's exact bytes, that costs and counts nothing."""

from io import BytesIO

import numpy as np
import pytest
from django.db import Error, IntegrityError, transaction
from PIL import Image

from catalog import guards as catalog_guards
from renders import guards, invariants, providers
from renders.composing import NotLaunchable, finishing, retry_render
from renders.composing.earlier.missing import lacking
from renders.files import MASTERS
from renders.finishing.steps import ConvertColour, LabelAsMadeByAI, Refit, WhitenGround
from renders.models import Baseline, Event, LedgerEntry, Render, Tally
from renders.models.actions import Action
from renders.models.baselines import NotPickable
from renders.models.renders import State
from renders.pipeline.inspecting.order import inspection_order
from renders.pipeline.publishing import deliveries, requests
from tests.factories import make_account, make_channel, make_decision, make_render, make_review
from tests.fakes import due_now, work
from tests.renders.pipeline.finishing import on_wood, ready_render

pytestmark = pytest.mark.django_db

WHITE = (WhitenGround(),)
# The quickest chain: it looks for no product.
LABEL = (LabelAsMadeByAI(text="AI", corner="top-left"),)


@pytest.fixture
def quick(monkeypatch):
    """Nothing is made: the finished picture is a grey square. For what does not look at pixels."""
    picture = BytesIO()
    Image.new("RGB", (64, 64), "grey").save(picture, "PNG")
    monkeypatch.setattr(providers.named(providers.finisher()), "fetch", lambda output, order: picture.getvalue())


def finish(render, chain, petra):
    made = finishing.finish(render, chain, by=petra)
    work()
    made.refresh_from_db()
    return made


@pytest.mark.django_db(transaction=True)
def test_a_finished_picture_is_a_ready_render_beside_the_one_it_is_made_of(petra):
    parent = ready_render()
    before = Render.objects.filter(pk=parent.pk).values().get()
    made = finish(parent, WHITE, petra)
    assert (made.state, made.shot_id, made.number, made.price_micros) == (State.READY, parent.shot_id, 2, 0)
    assert made.lineage_text == "Finished from candidate 1: ground whitened"
    assert sorted(made.renditions.values_list("spec", flat=True)) == ["thumb-320", "thumb-640"]
    white = np.asarray(Image.open(BytesIO(MASTERS.read(made.sha256))).convert("RGB"))
    assert white[2].min() >= 250
    assert Render.objects.filter(pk=parent.pk).values().get() == before
    assert Event.objects.get(action=Action.RENDER_FINISHED).by == petra
    assert not list(invariants.finished_pictures_say_what_they_are())


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_right_fails_with_its_code_and_may_be_tried_again(petra):
    parent = on_wood()
    made = finish(parent, WHITE, petra)
    assert (made.state, made.reason, made.was_charged) == (State.FAILED, "finish_ground_not_plain", False)
    assert "Order the picture on a plain ground" in made.explanation
    assert finishing.finish(parent, WHITE, by=petra).number == 3


def test_the_same_steps_on_the_same_picture_are_made_once(petra):
    parent = ready_render()
    first = finishing.finish(parent, LABEL, by=petra)
    assert finishing.finish(parent, LABEL, by=petra) == first
    assert finishing.finish(parent, (ConvertColour(),), by=petra) != first


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick")
def test_after_a_worker_died_at_it_the_next_one_makes_it(petra):
    made = finishing.finish(ready_render(), LABEL, by=petra)
    Render.objects.filter(pk=made.pk).update(lease="elsewhere/1/1/dead", lease_until="2020-01-01T00:00Z")
    due_now()
    work()
    made.refresh_from_db()
    assert made.state == State.READY


def counted():
    """What pages and scoreboards read of all renders."""
    Tally.objects.fold()
    return sorted(Tally.objects.values_list("version", "image_model", "measure", "count", "micros"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick")
def test_a_finished_picture_changes_no_sum_and_no_ledger(petra):
    parent = ready_render()

    before = counted()
    assert finish(parent, WHITE, petra).state == State.READY
    assert counted() == before
    assert not list(Tally.objects.differences())
    assert not LedgerEntry.objects.filter(shot_set=parent.shot_set).exists()


def test_a_failed_one_is_nothing_that_a_set_lacks_or_that_can_be_ordered_again(petra):
    parent = ready_render()
    made = finishing.finish(parent, WHITE, by=petra)
    Render.fast.filter(pk=made.pk).move(State.FINISHED, State.FAILED, reason="finish_no_product")
    made.refresh_from_db()
    assert lacking(parent.shot_set) == {}
    assert not parent.shot_set.renders.refused().exists()
    with pytest.raises(NotLaunchable, match="made of another one"):
        retry_render(made, by=petra)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick")
def test_a_finished_picture_is_no_baseline(petra):
    made = finish(ready_render(), WHITE, petra)
    with pytest.raises(NotPickable, match="made of"):
        Baseline.pick(made, by=petra)


@pytest.mark.parametrize("state", ["queued", "failed", "submitted"])
def test_nothing_is_made_of_what_has_no_picture(petra, state):
    with pytest.raises(finishing.NotFinishable, match="no ready picture"):
        finishing.finish(make_render(state=state), WHITE, by=petra)


def test_a_picture_is_not_finished_without_end(petra):
    render = ready_render()
    for fill in range(50, 50 + finishing.MAX_GENERATIONS):
        made = finishing.finish(render, (Refit(fill=fill),), by=petra)
        Render.objects.filter(pk=made.pk).update(sha256=f"{fill:064d}")
        Render.fast.filter(pk=made.pk).move(State.FINISHED, State.READY)
        render = Render.objects.get(pk=made.pk)
    with pytest.raises(finishing.NotFinishable, match="already"):
        finishing.finish(render, WHITE, by=petra)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick")
def test_an_approval_of_the_picture_it_is_made_of_does_not_cover_it(petra):
    parent = ready_render()
    made = finish(parent, WHITE, petra)
    channel = make_channel()
    decision = make_decision(make_review(parent), override="Seen")
    published = requests.request(decision, channel=channel, by=petra)
    assert published.render == parent
    own = requests.request(make_decision(make_review(made), override="Seen"), channel=channel, by=petra)
    assert own.render == made
    assert deliveries.source_type(own) == deliveries.source_type(published)


def refused(sentence, call):
    with pytest.raises(Error, match=sentence), transaction.atomic():
        call()


@pytest.mark.parametrize("field", ["parent", "parent_sha256", "chain", "chain_digest"])
def test_the_database_keeps_what_a_picture_was_made_of(petra, field):
    made = finishing.finish(ready_render(), WHITE, by=petra)
    other = {"parent": ready_render(), "chain": [{"step": "srgb"}]}.get(field, "a" * 64)
    refused("does not change", lambda: Render.objects.filter(pk=made.pk).update(**{field: other}))


def test_the_database_takes_no_picture_of_other_bytes_or_from_elsewhere(petra):
    parent = ready_render()
    made = finishing.finish(parent, WHITE, by=petra)
    fields = {field.attname: getattr(made, field.attname) for field in Render._meta.concrete_fields}
    fields |= {"id": None, "number": 9, "chain_digest": "b" * 64}
    for wrong in (
        {"parent_sha256": "a" * 64},
        {"account_id": make_account().pk},
        {"state": "queued"},
        {"parent_id": made.pk},
        {"parent_id": None, "parent_sha256": "", "chain": [], "chain_digest": "", "state": "queued"},
    ):
        refused("of the bytes of a ready one", lambda wrong=wrong: Render.objects.create(**{**fields, **wrong}))
    for wrong in ({"price_micros": 5}, {"chain_digest": ""}, {"chain_digest": made.chain_digest}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Render.objects.create(**{**fields, **wrong})


def test_verify_finds_a_lineage_that_was_tampered_with(petra):
    made = finishing.finish(ready_render(), WHITE, by=petra)
    assert not list(invariants.finished_pictures_say_what_they_are())
    catalog_guards.lift([*guards.GUARDS], "default")
    Render.objects.filter(pk=made.pk).update(chain=[{"step": "srgb"}])
    found = list(invariants.finished_pictures_say_what_they_are())
    assert found == [f"Render {made.pk} does not say by which steps it was made"]


def test_a_finished_picture_is_measured_by_the_fill_it_was_refit_to(petra):
    parent = ready_render()
    made = finishing.finish(parent, (WhitenGround(), Refit(fill=80)), by=petra)
    assert [inspection_order(one).fill for one in (parent, made)] == [None, 0.8]
