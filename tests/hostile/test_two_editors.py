"""Two people at one form: the second sees both texts, and nothing is overwritten unseen."""

from html import unescape

import pytest
from django.urls import reverse

from catalog.models import Colorway, Product
from renders.models import Account
from tests.catalog.forms import upload
from tests.factories import make_account, make_artwork, make_colorway, make_product
from tests.images import png
from tests.page_forms import forms_of
from tests.world import World

pytestmark = pytest.mark.django_db
# Row of the world, and a field with what the first and the second person make of it.
ROWS = {
    "product": ("material", "stoneware", "porcelain"),
    "placement": ("used_on", "the shop", "the app"),
    "image_model": ("endpoint", "endpoint/one", "endpoint/two"),
    "template": ("purpose", "for the shop", "for the app"),
    "draft": ("prompt", "One {{product}}", "Two {{product}}"),
    "budget": ("name", "Team north", "Team south"),
    "campaign": ("name", "Spring", "Autumn"),
    "person": ("first_name", "Pia", "Pam"),
    "account": ("name", "first", "second"),
    "channel": ("name", "Bucket north", "Bucket south"),
}


@pytest.fixture
def world(petra, ruth):
    world = World(petra, ruth)
    world.rows |= {"draft": world.rows["challenger"], "person": petra, "account": make_account(name="main")}
    return world


def page_of(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def form_on(browser, page, name):
    """The form of a page that has this field."""
    return next(form for form in forms_of(browser.get(page).content.decode()) if name in form.names())


def stored(row, name):
    return str(getattr(type(row)._base_manager.get(pk=row.pk), name))


@pytest.mark.parametrize("kind", ROWS)
def test_the_second_person_sees_both_texts_and_decides(kind, world, client_of, ada):
    row, (name, first, second) = world.rows[kind], ROWS[kind]
    page, ours, theirs = page_of(row), client_of(ada), client_of(ada)
    opened = form_on(ours, page, name)
    assert theirs.post(page, form_on(theirs, page, name).data(**{name: first})).status_code == 302
    refused = ours.post(page, opened.data(**{name: second}))
    shown = unescape(refused.content.decode())
    assert stored(row, name) == first
    assert "Somebody else saved this meanwhile." in shown
    assert f'<bdi class="conflicts__text">{first}</bdi>' in shown
    assert f'<bdi class="conflicts__text">{second}</bdi>' in shown
    again = next(form for form in forms_of(refused.content.decode()) if name in form.names())
    assert ours.post(page, again.data()).status_code == 302
    assert stored(row, name) == second


@pytest.mark.parametrize("kind", ROWS)
def test_one_person_alone_is_never_asked(kind, world, client_of, ada):
    row, (name, first, second) = world.rows[kind], ROWS[kind]
    browser, page = client_of(ada), page_of(row)
    for text in (first, second):
        assert browser.post(page, form_on(browser, page, name).data(**{name: text})).status_code == 302
    assert stored(row, name) == second


def test_the_placeholders_of_a_draft_count_as_its_text(world, client_of, ada):
    draft, browser = world.rows["draft"], client_of(ada)
    page = page_of(draft)
    typed = form_on(browser, page, "prompt").data(prompt="One {{price}}", **{"kind:price": "text"})
    browser.post(page, {**typed, "default:price": "99"})
    late = form_on(browser, page, "prompt").data()
    browser.post(page, {**late, "default:price": "100"})
    assert "Placeholders" in browser.post(page, {**late, "default:price": "101"}).content.decode()
    draft.refresh_from_db()
    assert draft.placeholder_specs["price"]["default"] == "100"


def test_what_the_machine_wrote_meanwhile_is_not_cleared_either(client_of, ada):
    account, browser = make_account(name="main"), client_of(ada)
    opened = form_on(browser, page_of(account), "name")
    Account.objects.filter(pk=account.pk).update(paused_reason="The key was refused.")
    refused = browser.post(page_of(account), opened.data(name="first"))
    assert "The key was refused." in refused.content.decode()
    account.refresh_from_db()
    assert (account.name, account.paused_reason) == ("main", "The key was refused.")


def test_a_product_and_its_colours_are_compared_on_its_own_page(client_of, petra, paul):
    mug = make_colorway(make_product(name="Coffee mug", material="clay"), name="Beige").product
    page = f"/products/{mug.pk}/edit/"
    opened = form_on(client_of(petra), page, "material")
    changes = {"material": "stoneware", "colorways-0-name": "Sand"}
    client_of(paul).post(page, form_on(client_of(paul), page, "material").data(**changes))
    refused = client_of(petra).post(page, opened.data(**{"material": "porcelain", "colorways-0-name": "Cream"}))
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert all(text in shown for text in ("stoneware", "porcelain", "Sand", "Cream"))
    assert (Product.objects.get().material, Colorway.objects.get().name) == ("stoneware", "Sand")


def test_two_people_at_different_fields_do_not_undo_each_other(client_of, petra, paul):
    mug = make_product(material="clay", finish="satin")
    page = f"/products/{mug.pk}/edit/"
    opened = form_on(client_of(petra), page, "material")
    client_of(paul).post(page, form_on(client_of(paul), page, "material").data(finish="gloss"))
    assert client_of(petra).post(page, opened.data(material="porcelain")).status_code == 422
    assert Product.objects.get().finish == "gloss"


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("artwork", {"artwork-kind": "photo", "artwork-view": "front"}),
        ("artwork", {"artwork-kind": "cutout", "artwork-view": "front"}),
        ("colorways", {"colorway-sku": "sage-1", "colorway-name": "Sage", "colorway-color_words": "sage green"}),
        ("colorways", {"colorway-sku": "", "colorway-name": "Sage"}),
    ],
)
def test_no_other_button_of_the_page_loses_what_was_typed(client_of, petra, action, fields):
    mug = make_artwork(make_product(material="clay"), kind="photo").product
    page = f"/products/{mug.pk}/edit/"
    typed = form_on(client_of(petra), page, "material").data(material="half a sentence", **fields)
    files = {"artwork-picture": upload(png("white"))} if action == "artwork" else {}
    answer = client_of(petra).post(f"/products/{mug.pk}/{action}/", {**typed, **files})
    assert 'value="half a sentence"' in answer.content.decode()
    assert Product.objects.get().material == "clay"
    client_of(petra).post(page, typed)
    assert Product.objects.get().material == "half a sentence"


@pytest.mark.parametrize(
    ("action", "typed", "files"),
    [
        ("edit", {"name": "", "colorway-name": "Sage", "artwork-kind": "label"}, False),
        ("edit", {"name": "Cup", "colorway-name": "Sage", "artwork-kind": "label"}, False),
        ("artwork", {"colorway-name": "Sage", "artwork-kind": "label"}, True),
        ("colorways", {"artwork-kind": "label", "colorway-name": "Sage", "colorway-sku": ""}, False),
    ],
)
def test_a_half_filled_form_beside_the_one_that_is_sent_stays_as_it_is(client_of, petra, action, typed, files):
    mug = make_product(material="clay")
    page = f"/products/{mug.pk}/edit/"
    sent = form_on(client_of(petra), page, "material").data(**typed)
    pictures = {"artwork-picture": upload(png("white"))} if files else {}
    answer = client_of(petra).post(f"/products/{mug.pk}/{action}/", {**sent, **pictures})
    shown = next(form for form in forms_of(answer.content.decode()) if "material" in form.names()).data()
    assert shown["colorway-name"] == ["Sage"]
    assert files or shown["artwork-kind"] == ["label"]


def test_a_picture_that_was_chosen_when_something_else_was_saved_is_asked_for_again(client_of, petra):
    mug = make_product(material="clay")
    sent = form_on(client_of(petra), f"/products/{mug.pk}/edit/", "material").data(material="stoneware")
    answer = client_of(petra).post(f"/products/{mug.pk}/edit/", {**sent, "artwork-picture": upload(png("white"))})
    assert "Choose the picture again" in answer.content.decode()
    assert (Product.objects.get().material, mug.artwork.count()) == ("stoneware", 0)
