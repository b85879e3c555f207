"""What forms say: every sentence of a summary leads to its field, and a button is called to only where it works."""

import re
from html import unescape
from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Baseline
from tests.factories import (
    make_account,
    make_artwork,
    make_colorway,
    make_decision,
    make_image_model,
    make_placement,
    make_product,
    make_render,
    make_shot,
    make_template,
    make_version,
)
from tests.html import flat
from tests.world import World

pytestmark = pytest.mark.django_db
VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]+_(?:[A-Z0-9]+_)*(?:KEY|TOKEN|URL|HOSTS|DIALECT|ALLOW)\b")
PRIMARY = "button--primary"


@pytest.fixture
def offered():
    """A placement, a version and a colorway that can be ordered from the studio."""
    make_account()
    placement = make_placement(image_models=[make_image_model()], min_width=1, min_height=1)
    colorway = make_colorway()
    make_artwork(colorway.product)
    return placement, make_version(make_template(placements=[placement])), colorway


def refused(browser, address, body):
    response = browser.post(address, body)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    return flat(response)


def rows(count):
    return {"colorways-TOTAL_FORMS": str(count), "colorways-INITIAL_FORMS": "0"}


def look_of(text, mark):
    """The classes of the link or button with this in its tag."""
    tag = next(found for found in re.findall(r"<(?:a|button) [^>]*>", text) if mark in found)
    return re.search(r'class="([^"]*)"', tag)[1]


def test_every_line_of_a_summary_leads_to_what_it_speaks_of(client_of, petra, offered):
    _, version, colorway = offered
    slug, number, product = version.template.slug, version.number, colorway.product
    make_decision()
    forms = {
        "compose": (reverse("sets.compose"), {}),
        "product": (reverse("products.new"), rows(1)),
        "product without rows": (reverse("products.new"), rows(0)),
        "edited product": (reverse("products.edit", args=[product.pk]), rows(0)),
        "new colour": (reverse("products.edit.colorways", args=[product.pk]), {}),
        "artwork": (reverse("products.edit.artwork", args=[product.pk]), {}),
        "lab": (reverse("versions.lab", args=[slug, number]), {"placement": "999", "count": "99"}),
        "publishing": (reverse("publications.plan.create"), {}),
    }
    for name, (address, body) in forms.items():
        text = refused(client_of(petra), address, body)
        summary = text.split('class="error-summary"')[1].split("</ul>")[0]
        lines = re.findall(r"<li>(.*?)</li>", summary)
        targets = [re.match(r'<a href="#([^"]+)">', line) for line in lines]
        assert lines, name
        assert all(targets), (name, lines)
        assert [(name, found[1]) for found in targets if f'id="{found[1]}"' not in text] == []
        assert "submit at least" not in text, name


def test_a_product_without_a_colour_says_so_in_plain_words(client_of, petra):
    assert "Enter one colour at least." in unescape(refused(client_of(petra), reverse("products.new"), rows(0)))


def test_launch_is_primary_once_the_order_can_be_launched(client_of, petra, offered):
    browser = client_of(petra)
    empty = flat(browser.get(reverse("sets.compose")))
    assert PRIMARY not in look_of(empty, 'id="launch"')
    assert "Choose at least one product." in empty.split('id="launch-why"')[1][:400]
    filled = flat(browser.get(reverse("sets.compose"), {"colorway": offered[2].pk}))
    assert PRIMARY in look_of(filled, 'id="launch"')


def test_freezing_is_primary_only_for_who_may_do_it_now(client_of, ada, offered):
    placement = offered[0]
    version = make_version(offered[1].template, author=ada)
    Baseline.pick(make_render(make_shot(version=version, placement=placement)), by=ada)
    address = reverse("versions.detail", args=[version.template.slug, version.number])
    looks = [look_of(flat(client_of(ada).get(address)), "/freeze/")]
    placement.needs_second_person = True
    placement.save()
    looks.append(look_of(flat(client_of(ada).get(address)), "/freeze/"))
    assert [PRIMARY in look for look in looks] == [True, False]


def test_publishing_says_that_something_has_to_be_chosen(client_of, petra):
    make_decision()
    assert "Choose at least one picture." in flat(client_of(petra).get(reverse("publications.list")))


def test_an_admin_who_cannot_launch_is_not_called_to(client_of, ada, petra):
    looks = [look_of(flat(client_of(who).get(reverse("sets.list"))), "/sets/new/") for who in (ada, petra)]
    assert [PRIMARY in look for look in looks] == [False, True]


def test_attributes_that_prompts_ask_for_are_named_where_they_are_typed(client_of, petra):
    specs = {"price": {"kind": "number", "default": "199"}}
    prompt = "{{product}} with {{label_text}} for {{price}}"
    make_version(make_template(name="Listing card"), prompt=prompt, placeholder_specs=specs)
    product, browser = make_product(), client_of(petra)
    edit = reverse("products.edit", args=[product.pk])

    def asked(address):
        return flat(browser.get(address)).split('id="asked-attributes"')[1].split("</ul>")[0]

    assert re.search(r'<code>label_text</code> <strong class="chip" data-tone="warn">.*?missing here', asked(edit))
    assert '<code>price</code> <span class="soft">optional</span>' in asked(edit)
    assert "by Listing card" in asked(edit)
    product.attributes = {"label_text": "Rose"}
    product.save()
    assert "missing here" not in asked(edit)
    assert "<code>label_text</code> <strong>required</strong>" in asked(reverse("products.new"))


def test_only_admins_read_names_of_settings(client_of, petra, ruth):
    world = World(petra, ruth)
    account = make_account(provider="hiapi", name="main")
    world.rows["placement"].image_models.add(make_image_model(provider="hiapi"))
    make_render(make_shot(account=account), state="queued")
    world.rows["shot"].account.pause("hiapi refused our key: a typo.")
    pages = ["people.home", "sets.list", "sets.detail", "sets.compose", "shots.detail", "operations.status"]
    pages += ["operations.activity", "operations.doubts", "publications.list", "publications.detail", "people.help"]
    for person in (petra, ruth):
        texts = {name: client_of(person).get(world.address(name)).content.decode() for name in pages}
        assert {name: VARIABLE.findall(text) for name, text in texts.items() if VARIABLE.search(text)} == {}
