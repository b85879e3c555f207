"""An image model that the account may not use: its renders wait, the others go out."""

import uuid

import pytest
from django.utils import timezone

from renders import composing
from renders.models import Account, Event, ModelPause
from renders.models.actions import Action
from renders.models.renders import State
from renders.pipeline import clock, tasks
from renders.providers import Abilities, Denied, ModelDenied, OrderReceipt
from tests.factories import make_image_model
from tests.fakes import RUNNING, work

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = ModelDenied("The plan lacks this image model.")


@pytest.fixture
def vendor(fake, monkeypatch):
    """A vendor that refuses the image models named in `refuses`, and remembers which were asked for."""

    class Vendor:
        refuses = {"a"}
        error = REFUSED
        asked = []

    def send(draft, key):
        model = draft.partition(" ")[0]
        Vendor.asked.append(model)
        if model in Vendor.refuses:
            raise Vendor.error
        return OrderReceipt(task_id=f"task-{key}")

    Vendor.asked = []
    fake.abilities, fake.progress = Abilities(), RUNNING
    monkeypatch.setattr(fake, "draft", lambda order: f"{order.spec.endpoint} {order.key}")
    monkeypatch.setattr(fake, "send", send)
    return Vendor


@pytest.fixture
def launch(order, petra, vendor):
    """Launch eight renders of an image model by its endpoint; its account has forty slots."""
    Account.objects.update(cap_in_flight=40)
    models = {}

    def launch(name):
        if name not in models:
            models[name] = make_image_model(slug=name, name=f"Model {name}", endpoint=name, provider="fake")
            models[name].placements.add(order["placement"])
        plan = composing.plan(**{**order, "image_model": models[name]}, by=petra)
        return composing.launch(plan, by=petra, token=uuid.uuid4())

    return launch


def pass_time(**fields):
    Account.objects.update(due_at=timezone.now(), **fields)
    tasks.enqueue(clock.due(timezone.now()))
    work()


def states(shot_set):
    return set(shot_set.renders.values_list("state", flat=True))


def test_a_refused_image_model_waits_and_the_others_go_out(launch, vendor):
    refused, sound = launch("a"), launch("b")
    work()
    for _ in range(3):
        pass_time(probe_at=timezone.now())
    assert (states(refused), states(sound)) == ({State.QUEUED}, {State.SUBMITTED})
    assert Account.objects.get().paused_reason == ""
    assert vendor.asked.count("a") <= 8, "no render of it is sent again"


def test_refusals_in_a_burst_are_one_pause_and_one_event(launch):
    launch("a")
    work()
    assert ModelPause.objects.get().code == "permission_denied"
    assert Event.objects.filter(action=Action.MODEL_PAUSED).count() == 1


def test_an_admin_tries_again_and_what_waited_goes_out(launch, vendor, ada):
    waiting = launch("a")
    work()
    vendor.refuses = set()
    assert ModelPause.objects.all().lift(by=ada) == 1
    pass_time()
    assert states(waiting) == {State.SUBMITTED}
    pause = ModelPause.objects.get()
    assert (pause.lifted_by, pause.lifted_at is None) == (ada, False)
    assert Event.objects.get(action=Action.MODEL_RESUMED).by == ada


def test_one_that_is_refused_again_is_paused_again(launch, ada):
    launch("a")
    work()
    ModelPause.objects.all().lift(by=ada)
    pass_time()
    assert [pause.lifted_by for pause in ModelPause.objects.order_by("pk")] == [ada, None]
    assert ModelPause.objects.all().lift(by=ada) == 1


def test_a_second_refused_image_model_pauses_the_account(launch, vendor):
    vendor.refuses = {"a", "b"}
    launch("a"), launch("b")
    work()
    account = Account.objects.get()
    assert (account.paused_code, account.paused_reason != "") == (Account.Pause.MODELS_DENIED, True)


def test_but_not_when_an_order_was_accepted_between(launch, vendor):
    vendor.refuses = {"a", "b"}
    launch("a")
    work()
    launch("c")
    pass_time()
    launch("b")
    pass_time()
    assert Account.objects.get().paused_reason == ""
    assert ModelPause.objects.in_force().count() == 2


def test_the_probe_of_a_paused_account_takes_each_image_model_in_turn(launch, vendor):
    vendor.refuses = {"a", "b"}
    launch("a"), launch("b")
    work()
    launch("c")
    vendor.asked.clear()
    for _ in range(3):
        pass_time(probe_at=timezone.now())
        if not Account.objects.get().paused_reason:
            break
    assert vendor.asked[-1] == "c"
    assert len(vendor.asked) <= 3
    pass_time()
    assert ModelPause.objects.in_force().count() == 2, "another model that works says nothing about these"
    assert vendor.asked.count("a") + vendor.asked.count("b") <= 2


def test_a_key_that_was_refused_for_everything_and_works_again_needs_nobody(launch, vendor):
    vendor.refuses = {"a", "b"}
    sets = [launch("a"), launch("b")]
    work()
    vendor.refuses = set()
    pass_time(probe_at=timezone.now())
    pass_time()
    assert [states(one) for one in sets] == [{State.SUBMITTED}] * 2
    assert not ModelPause.objects.in_force().exists()


def test_a_refused_key_pauses_the_account_and_no_image_model(launch, vendor):
    vendor.error = Denied("The key was refused.")
    launch("a")
    work()
    assert Account.objects.get().paused_code == Account.Pause.DENIED
    assert not ModelPause.objects.exists()


def test_a_paused_image_model_is_not_the_probe_of_an_account_without_credit(launch, vendor):
    launch("a")
    work()
    Account.objects.get().pause("The account has no credit left.")
    vendor.asked.clear()
    launch("b")
    for _ in range(2):
        pass_time(probe_at=timezone.now())
    assert set(vendor.asked) == {"b"}
