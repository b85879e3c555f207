"""What keeps pictures waiting stands wherever somebody waits: on set, shot, compose and My work, and in the tab."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.times import clock
from renders import composing
from renders.models import Account, Render
from tests.factories import (
    make_account,
    make_artwork,
    make_budget,
    make_colorway,
    make_image_model,
    make_model_pause,
    make_placement,
    make_render,
    make_shot,
    make_shot_set,
    make_template,
    make_version,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
VARIABLE = re.compile(r"\b[A-Z]+_API_KEY\b")
PLACES = ["set", "shot", "work", "compose"]


@pytest.fixture
def shot(petra):
    """A shot of Petra's with one waiting render, in a placement that compose offers."""
    model = make_image_model(price_micros=40_000)
    placement = make_placement(image_models=[model])
    colorway = make_colorway()
    make_artwork(colorway.product)
    version = make_version(make_template(placements=[placement]))
    shot = make_shot(make_shot_set(launched_by=petra), colorway=colorway, placement=placement, version=version)
    make_render(shot, state="queued")
    return shot


def address_of(place, shot):
    query = f"?placement={shot.placement_id}&version={shot.version_id}&colorway={shot.colorway_id}"
    return {
        "set": shot.shot_set.get_absolute_url(),
        "shot": shot.get_absolute_url(),
        "work": reverse("people.home"),
        "compose": reverse("sets.compose") + query,
        "status": reverse("operations.status"),
    }[place]


def page(browser, address):
    return without_times(flat(browser.get(address)))


def without_times(text):
    """The text of a moment without the element around it, which names its zone."""
    return re.sub(r"</?time[^>]*>", "", text)


def title_of(text):
    return re.search(r"<title>(.*?)</title>", text)[1].strip()


def pause(shot):
    shot.account.pause("The account has no credit left.")
    shot.account.refresh_from_db()
    since = clock(shot.account.paused_at)
    return "Paused", f"{shot.account} is paused since {since}.", "One request is tried every 30 s"


def pause_for_an_outage(shot):
    for _ in range(3):
        shot.account.count_failure()
    shot.account.refresh_from_db()
    return "Paused", f"{shot.account} is paused since", "nobody has to do anything"


def pause_model(shot):
    pause = make_model_pause(account=shot.account, image_model=shot.image_model)
    since = clock(pause.paused_at)
    return "Model paused", f"{shot.image_model} is paused at {shot.account} since {since}.", "An admin can try again."


def wait(shot):
    until = timezone.now() + timedelta(minutes=5)
    Account.objects.filter(pk=shot.account_id).update(not_before=until)
    return "Waits", f"asked us to wait until {timezone.localtime(until):%H:%M:%S}", "goes out by itself"


def stop_the_worker(shot):
    late = timezone.now() - timedelta(minutes=3)
    Account.objects.filter(pk=shot.account_id).update(due_at=late)
    return "Not picked up", f"Work is not being picked up since {clock(late)}.", "it goes on when a worker runs"


@pytest.mark.parametrize("begin", [pause, pause_for_an_outage, pause_model, wait, stop_the_worker])
def test_what_keeps_pictures_waiting_stands_where_somebody_waits(client_of, petra, shot, begin):
    browser = client_of(petra)
    before = {place: page(browser, address_of(place, shot)) for place in PLACES}
    word, what, doing = begin(shot)
    for place in PLACES:
        text = page(browser, address_of(place, shot))
        assert (place, what in text, what in before[place]) == (place, True, False)
        assert (place, doing in text) == (place, True)
        assert (place, title_of(text).startswith(f"{word} · ")) == (place, True)


@pytest.mark.parametrize("reason", ["no key", "off"])
def test_an_account_without_a_key_or_switched_off_says_so_where_its_pictures_wait(client_of, petra, ada, reason):
    if reason == "no key":
        account, what = make_account(provider="hiapi", name="main"), "hiapi has no key"
    else:
        account, what = make_account(name="spare", is_enabled=False), "is switched off"
    shot = make_shot(make_shot_set(launched_by=petra), account=account)
    make_render(shot, state="queued")
    for person, who in ((petra, "An admin can"), (ada, "HIAPI_API_KEY" if reason == "no key" else "Switch it on")):
        for place in ("set", "shot", "work"):
            text = page(client_of(person), address_of(place, shot))
            assert (place, what in text, who in text) == (place, True, True)
            assert (place, bool(VARIABLE.search(text))) == (place, person == ada and reason == "no key")


@pytest.mark.parametrize("place", ["set", "shot"])
def test_a_doubt_says_since_when_what_is_reserved_and_who_decides(client_of, petra, shot, place):
    doubt = make_render(shot, state="in_doubt", due_at=timezone.now())
    text = page(client_of(petra), address_of(place, shot))
    assert f"1 render is in doubt since {clock(doubt.state_changed_at)}." in text
    assert "$0.04 stays reserved" in text
    assert "Packshot is finding out" in text
    assert title_of(text).startswith("In doubt · ")
    Render.objects.filter(pk=doubt.pk).update(due_at=None)
    assert "An admin looks into the provider&#x27;s records" in page(client_of(petra), address_of(place, shot))


def test_a_full_budget_stands_on_the_work_of_those_who_launch(client_of, petra, ruth):
    make_budget(name="Team", cap_micros=0)
    text = page(client_of(petra), reverse("people.home"))
    assert "Team has nothing left this month." in text
    assert title_of(text).startswith("No budget · ")
    assert "Team has nothing left" not in page(client_of(ruth), reverse("people.home"))


def test_a_full_budget_stands_where_a_failed_candidate_would_be_rendered_again(client_of, petra, shot):
    make_budget(name="Team", cap_micros=10_000)
    assert "Team has" not in page(client_of(petra), shot.get_absolute_url())
    make_render(shot, state="failed")
    assert "Team has $0.01 left this month." in page(client_of(petra), shot.get_absolute_url())


@pytest.mark.parametrize("place", ["set", "shot", "work"])
def test_a_pause_reaches_an_open_page_although_no_picture_moved(client_of, petra, shot, place):
    browser = client_of(petra)
    name = {"set": "sets.detail.changes", "shot": "shots.detail.changes"}.get(place)
    code = {"set": shot.shot_set.code, "shot": shot.code}.get(place)
    poll = reverse(name, args=[code]) if name else reverse("people.home")
    text = browser.get(address_of(place, shot)).content.decode()
    seen = re.search(r'(?:name="seen" value="|\?seen=)([^"]*)"', text)[1]
    assert browser.get(poll, {"seen": seen}, headers=HTMX).status_code == 204
    pause(shot)
    news = flat(browser.get(poll, {"seen": seen}, headers=HTMX))
    assert f"{shot.account} is paused" in news
    assert title_of(news).startswith("Paused · ")


def test_pictures_that_were_sent_do_not_come_home_without_a_key(client_of, petra):
    shot = make_shot(make_shot_set(launched_by=petra), account=make_account(provider="hiapi", name="main"))
    make_render(shot, state="submitted")
    for place in ("set", "shot", "work"):
        assert "hiapi has no key" in page(client_of(petra), address_of(place, shot))


def test_what_cannot_be_sent_promises_no_picture(client_of, petra, shot):
    browser = client_of(petra)
    assert "The picture comes by itself." in page(browser, shot.get_absolute_url())
    pause(shot)
    text = page(browser, shot.get_absolute_url())
    assert "The picture comes by itself." not in text
    assert "ready in about" not in text


class TestEstimate:
    """Compose, set and grid say the same about when pictures are ready, and count what was ordered before."""

    @pytest.fixture
    def choices(self, order):
        Account.objects.filter(provider="fake").update(cap_in_flight=4)
        order["image_model"].typical_seconds = 20
        order["image_model"].save()
        return order

    @pytest.fixture
    def launch(self, choices, petra):
        def launched(**changes):
            plan = composing.plan(**{**choices, **changes}, by=petra)
            return composing.launch(plan, by=petra, token=uuid.uuid4())

        return launched

    def test_it_is_one_figure_on_compose_set_and_grid(self, client_of, petra, choices, launch):
        browser = client_of(petra)
        launch(count=12)
        chosen = {name: choices[name].pk for name in ("placement", "version", "image_model")}
        chosen |= {"colorways": choices["colorways"][0].pk, "kind": "preview", "count": "8", "token": str(uuid.uuid4())}
        quoted = flat(browser.post(reverse("sets.compose.preview"), chosen, headers=HTMX))
        figure = re.search(r"<dt>Ready in about</dt> <dd>(.*?)</dd>", quoted)[1]
        assert figure == "40–100 s"
        shot = launch(count=8).shots.get()
        for address in (shot.get_absolute_url(), shot.shot_set.get_absolute_url()):
            assert f"ready in about {figure}" in page(browser, address)

    def test_previews_do_not_wait_for_production(self, choices, launch, petra):
        choices["version"].freeze(by=petra)
        choices["version"].refresh_from_db()
        launch(count=4, kind="production")
        assert str(composing.plan(**choices, by=petra).estimate) == "40 s"

    @pytest.mark.parametrize(
        ("low", "high", "words"),
        [(40, 40, "40 s"), (40, 100, "40–100 s"), (130, 290, "3–5 min"), (7_000, 9_000, "2–3 h")],
    )
    def test_long_times_are_said_in_longer_units(self, low, high, words):
        assert str(composing.Estimate(low, high)) == words


class TestStatus:
    def test_an_account_without_its_key_takes_no_orders(self, client_of, petra):
        account = make_account(provider="hiapi", name="main")
        response = client_of(petra).get(reverse("operations.status"))
        [row] = response.context["accounts"]
        assert (row.label, row.takes_orders, row.next_order) == ("No key", False, "none")
        assert "hiapi has no key" not in flat(response)
        make_render(make_shot(account=account), state="queued")
        response = client_of(petra).get(reverse("operations.status"))
        assert "hiapi has no key" in flat(response)
        assert not VARIABLE.search(flat(response))


class TestStop:
    def test_it_says_what_is_cancelled_and_what_is_billed_all_the_same(self, client_of, petra, shot):
        for state in ("assigned", "submitting", "submitted"):
            make_render(shot, state=state, price_micros=40_000)
        make_render(shot, was_charged=True)
        browser = client_of(petra)
        text = page(browser, shot.shot_set.get_absolute_url())
        assert "Stop 1 waiting" in text
        assert "3 are sent already: they are finished and billed, $0.12." in text
        stopped = browser.post(reverse("sets.detail.stop", args=[shot.shot_set.code]), follow=True)
        assert "1 render cancelled. 3 are sent already: they are finished and billed, $0.12." in flat(stopped)

    def test_it_is_not_offered_where_everything_was_sent(self, client_of, petra, shot):
        shot.renders.all().delete()
        make_render(shot, state="assigned")
        assert "stop-button" not in page(client_of(petra), shot.shot_set.get_absolute_url())


class TestCell:
    def test_a_finished_picture_that_is_not_home_says_how_long_its_address_is_good(self, client_of, petra, shot):
        ends_at = timezone.now() + timedelta(minutes=20)
        output = {"address": "https://cdn.example/1.png", "index": 0, "expires_at": ends_at.isoformat()}
        render = make_render(shot, state="finished", output=output)
        text = page(client_of(petra), f"{shot.get_absolute_url()}?candidate={render.number}")
        assert f"Its address ends {clock(ends_at)}" in text
        assert f"The provider keeps it until {clock(ends_at)}" in text

    def test_an_address_that_has_ended_says_so(self, client_of, petra, shot):
        ended_at = timezone.now() - timedelta(minutes=1)
        output = {"address": "https://cdn.example/1.png", "index": 0, "expires_at": ended_at.isoformat()}
        make_render(shot, state="finished", output=output)
        assert f"Its address ended {clock(ended_at)}" in page(client_of(petra), shot.get_absolute_url())

    def test_a_shot_that_is_held_back_does_not_say_that_candidates_are_on_their_way(self, client_of, petra, shot):
        assert "The first candidates are on their way." in page(client_of(petra), shot.get_absolute_url())
        pause(shot)
        assert "The first candidates are on their way." not in page(client_of(petra), shot.get_absolute_url())

    @pytest.mark.parametrize(("abilities", "shown"), [({"seed": True}, "1002"), ({}, "Not reproducible")])
    def test_a_seed_is_shown_only_where_it_was_sent(self, client_of, petra, shot, abilities, shown):
        shot.image_model.abilities = abilities
        shot.image_model.save()
        waiting, sent = shot.renders.get(), make_render(shot)
        browser = client_of(petra)
        assert "<dt>Seed</dt>" not in page(browser, f"{shot.get_absolute_url()}?candidate={waiting.number}")
        text = page(browser, f"{shot.get_absolute_url()}?candidate={sent.number}")
        assert f"<dt>Seed</dt> <dd>{shown}</dd>" in text

    def test_pictures_of_one_request_share_the_seed_that_it_carried(self, client_of, petra):
        account = make_account(provider="imagepipeline", name="main")
        shot = make_shot(make_shot_set(launched_by=petra), account=account)
        shot.image_model.abilities = {"seed": True}
        shot.image_model.save()
        first = make_render(shot)
        second = make_render(shot, attempt=first.attempt)
        text = page(client_of(petra), f"{shot.get_absolute_url()}?candidate={second.number}")
        assert f"<dd>{first.seed}, for 2 pictures together</dd>" in text


@pytest.mark.parametrize(
    ("key", "said"), [("", "HIAPI_API_KEY is not set."), ("abc", "does not begin with sk-"), ("sk-1", "Set.")]
)
def test_the_page_of_an_account_says_what_looks_wrong_with_its_key(client_of, ada, settings, key, said):
    fields = {"api_key": key}
    variables = type(settings.PROVIDER_VARIABLES["hiapi"])(**fields)
    settings.PROVIDER_VARIABLES = {**settings.PROVIDER_VARIABLES, "hiapi": variables}
    account = make_account(provider="hiapi", name="main")
    for name, arguments in (("change", [account.pk]), ("changelist", [])):
        assert said in flat(client_of(ada).get(reverse(f"admin:renders_account_{name}", args=arguments)))
