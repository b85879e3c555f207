"""One of everything, its people and every form they see, made once for all tests of a module."""

import pytest
from django.test import Client

from catalog.models import Exemption, SchemaNotice
from renders.models import BudgetChange
from tests.factories import make_attempt, make_banner, make_image_model, make_person, make_render
from tests.hostile.every_form import SeenForm, every_form
from tests.world import World

OUTPUT = {"address": "https://pictures.example/1.png", "index": 0}


@pytest.fixture(scope="module")
def people(module_rows):
    groups = {"petra": "Marketers", "ruth": "Reviewers", "ada": "Admins"}
    return {name: make_person(name, group=group, is_staff=group == "Admins") for name, group in groups.items()}


@pytest.fixture(scope="module")
def one_of_everything(people) -> World:
    world = World(people["petra"], people["ruth"])
    rows = world.rows
    # What only some time or a vendor brings.
    change = {"cap_micros": 10**9, "period": "month", "asked_by": make_person(group="Admins")}
    BudgetChange.objects.create(budget=rows["budget"], **change)
    SchemaNotice.objects.create(image_model=rows["image_model"], field="size", listed=["1:1"])
    spare = {"placement": rows["placement"], "image_model": make_image_model(), "allowed_by": people["ada"]}
    Exemption.objects.create(reason="The fair", **spare)
    paid = {"attempt": make_attempt(rows["shot"]), "was_charged": True, "price_micros": 1}
    make_render(rows["shot"], state="failed", reason="lost", explanation="No answer", output=OUTPUT, **paid)
    model = {"version": rows["frozen"], "image_model": rows["placement"].default_model}
    unreviewed = make_banner(decision=rows["approved"], made_by=people["ada"], **model)
    unreviewed.allow_unreviewed(by=people["ada"], reason="A thousand were right")
    rows["unreviewed_banner"] = unreviewed
    return world


@pytest.fixture(scope="module")
def browsers(people) -> dict[str, Client]:
    browsers = {name: Client(raise_request_exception=False) for name in people}
    for name, browser in browsers.items():
        browser.force_login(people[name])
    return {**browsers, "nobody": Client(raise_request_exception=False)}


@pytest.fixture(scope="module")
def forms(one_of_everything, browsers) -> list[SeenForm]:
    return every_form(one_of_everything, browsers)
