"""A set saved as a draft: complete or not, opened again as it was, launched once, seen by its author alone."""

import uuid
from http import HTTPStatus

import pytest
from django.urls import reverse

from catalog.models import Artwork, ShotPack, ShotPackLine
from renders.models import SetDraft, ShotSet
from renders.models.set_drafts import MAX_DRAFTS
from tests.factories import (
    make_person,
    make_render,
    make_set_draft,
    make_shot,
    make_shot_set,
    make_template,
    make_version,
)
from tests.html import flat
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
COMPOSE, SAVE = reverse("sets.compose"), reverse("sets.drafts")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def filled(form_of, gallery):
    return form_of(gallery, title="Spring page", note="For Easter")


@pytest.fixture
def saved(petras, filled):
    """The draft that the form was saved as."""
    assert petras.post(SAVE, filled).status_code == HTTPStatus.FOUND
    return SetDraft.objects.get()


def fields_of(response):
    """What a browser would send of the form that the page shows."""
    form = next(one for one in forms_of(response.content.decode()) if one.id == "compose")
    return form.data()


def test_a_draft_opens_as_it_was_saved(petras, filled, saved):
    shown = fields_of(petras.get(saved.get_absolute_url()))
    assert {
        name: shown[name] if len(shown[name]) > 1 else shown[name][0] for name in filled if name != "colorways"
    } == {name: value for name, value in filled.items() if name != "colorways"}
    assert shown["colorways"] == filled["colorways"]


def test_saving_orders_nothing(saved):
    assert not ShotSet.objects.exists()


def test_a_draft_may_be_incomplete(petras, order):
    petras.post(SAVE, {"token": str(uuid.uuid4()), "title": ""})
    assert "Without products yet" in flat(petras.get(reverse("sets.list")))


def test_saving_again_changes_the_same_draft(petras, saved):
    for title in ("Summer page", "Autumn page"):
        petras.post(SAVE, {**fields_of(petras.get(saved.get_absolute_url())), "title": title})
        assert SetDraft.objects.get().title == title


def test_a_second_click_saves_no_second_draft(petras, filled, saved):
    petras.post(SAVE, filled)
    assert SetDraft.objects.get() == saved


def test_what_two_windows_save_of_a_draft_are_two_drafts(petras, saved):
    windows = [fields_of(petras.get(saved.get_absolute_url())) for _ in range(2)]
    petras.post(SAVE, {**windows[0], "title": "Summer page"})
    answer = petras.post(SAVE, {**windows[1], "title": "Autumn page"}, follow=True)
    assert "What stood here is saved as another draft." in flat(answer)
    assert fields_of(answer)["title"] == ["Autumn page"]
    assert {draft.title for draft in SetDraft.objects.all()} == {"Summer page", "Autumn page"}


def test_two_windows_of_a_form_that_was_no_draft_lose_nothing_either(petras, filled, saved):
    petras.post(SAVE, {**filled, "title": "Summer page"})
    assert {draft.title for draft in SetDraft.objects.all()} == {"Spring page", "Summer page"}


def test_a_draft_that_was_deleted_in_another_window_is_saved_anew(petras, saved):
    window = fields_of(petras.get(saved.get_absolute_url()))
    saved.delete()
    petras.post(SAVE, window)
    assert SetDraft.objects.get().title == "Spring page"


def test_htmx_is_sent_on_to_the_saved_draft(petras, filled):
    response = petras.post(SAVE, filled, headers=HTMX)
    assert response["HX-Redirect"] == SetDraft.objects.get().get_absolute_url()


def test_launching_takes_the_draft_away(petras, filled, saved):
    petras.post(COMPOSE, {**filled, "quoted": "220000"})
    assert ShotSet.objects.get().title == "Spring page"
    assert not SetDraft.objects.exists()


def test_a_draft_that_is_open_twice_launches_once(petras, filled, saved):
    windows = [fields_of(petras.get(saved.get_absolute_url())) for _ in range(2)]
    answers = [petras.post(COMPOSE, window) for window in windows]
    assert answers[0].url == answers[1].url == ShotSet.objects.get().get_absolute_url()


def test_a_refused_launch_keeps_the_draft(petras, filled, saved):
    assert petras.post(COMPOSE, {**filled, "quoted": "1"}).status_code == HTTPStatus.CONFLICT
    assert SetDraft.objects.exists()


def test_what_is_saved_after_the_launch_is_another_set(petras, filled, saved):
    launched = petras.post(COMPOSE, {**filled, "quoted": "220000"}).url
    petras.post(SAVE, filled)
    again = petras.post(COMPOSE, fields_of(petras.get(SetDraft.objects.get().get_absolute_url())))
    assert again.url != launched
    assert ShotSet.objects.count() == 2


def test_choices_that_are_gone_are_named(petras, order, gallery, saved):
    gallery["placement"].is_enabled = False
    gallery["placement"].save()
    colorway = order["colorways"][0]
    type(colorway.product).objects.update(archived_at=colorway.product.created_at)
    order["version"].template.placements.clear()
    other = make_version(make_template(name="Other", placements=[order["placement"]]))
    text = flat(petras.get(saved.get_absolute_url()))
    assert f"No longer in the catalogue: {colorway.sku}." in text
    assert "Gallery 4:3 is switched off, so it is left out." in text
    assert f"{order['version']} is not offered any more, {other} is chosen instead." in text


def test_a_product_that_was_deleted_is_named(petras, order, saved):
    colorway = order["colorways"][0]
    Artwork.objects.filter(product=colorway.product).delete()
    colorway.product.colorways.all().delete()
    assert f"No longer in the catalogue: {colorway.sku}." in flat(petras.get(saved.get_absolute_url()))


def test_nothing_is_named_while_everything_is_there(petras, saved):
    assert list(petras.get(saved.get_absolute_url()).context["messages"])[1:] == []


@pytest.mark.parametrize("address", [reverse("sets.list"), reverse("people.home")])
def test_drafts_are_listed_with_the_latest_first(petras, petra, address):
    for title in ("Older", "Newer"):
        make_set_draft(author=petra, title=title)
    text = flat(petras.get(address))
    assert 0 < text.index("Newer") < text.index("Older")


def test_a_draft_without_a_title_is_called_after_what_is_in_it(petras, order, filled):
    petras.post(SAVE, {**filled, "title": ""})
    assert order["colorways"][0].product.name in str(SetDraft.objects.get())


def test_my_work_shows_the_first_drafts_and_leads_to_all(petras, petra):
    for number in range(8):
        make_set_draft(author=petra, title=f"Draft {number}")
    assert "Draft 1" not in flat(petras.get(reverse("people.home")))
    assert "Draft 1" in flat(petras.get(reverse("people.home"), {"all": "drafts"}))


def test_a_draft_is_deleted(petras, saved):
    assert petras.post(reverse("sets.drafts.delete", args=[saved.pk])).url == reverse("sets.list")
    assert not SetDraft.objects.exists()


def test_nobody_else_sees_opens_or_deletes_a_draft(client_of, saved):
    pauls = client_of(make_person(group="Marketers"))
    assert "Spring page" not in flat(pauls.get(reverse("sets.list")))
    assert pauls.get(saved.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND
    assert pauls.post(reverse("sets.drafts.delete", args=[saved.pk])).status_code == HTTPStatus.NOT_FOUND


def test_another_persons_token_makes_a_draft_of_ones_own(client_of, filled, saved):
    paul = make_person(group="Marketers")
    client_of(paul).post(SAVE, {**filled, "title": "Mine"})
    saved.refresh_from_db()
    assert (saved.title, SetDraft.objects.get(author=paul).title) == ("Spring page", "Mine")


def test_a_title_that_is_too_long_saves_nothing(petras, filled):
    response = petras.post(SAVE, {**filled, "title": "x" * 121})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not SetDraft.objects.exists()


def test_a_person_has_a_hundred_drafts_at_most(petras, petra, filled):
    choices = {"kind": "preview", "lines": [{}]}
    SetDraft.objects.bulk_create(SetDraft(author=petra, choices=choices) for _ in range(MAX_DRAFTS))
    assert "You have 100 drafts." in flat(petras.post(SAVE, filled))
    assert SetDraft.objects.count() == MAX_DRAFTS


@pytest.mark.parametrize("query", ["draft=0", "draft=x", "from=S-1", "from=%00"])
def test_what_does_not_exist_is_not_opened(petras, query):
    assert petras.get(f"{COMPOSE}?{query}").status_code == HTTPStatus.NOT_FOUND


def test_an_admin_sees_no_button_that_saves(client_of, ada, order):
    assert 'id="save-draft"' not in flat(client_of(ada).get(COMPOSE))


def test_a_launched_set_of_another_person_does_not_touch_the_draft(petra, saved):
    make_shot_set(launched_by=make_person(group="Marketers"), launch_token=saved.token)
    assert SetDraft.objects.of(petra).get() == saved


def test_a_draft_of_variants_keeps_its_reference_until_nobody_stars_it(petras, order, filled):
    rows = {name: order[name] for name in ("placement", "version", "image_model")}
    reference = make_render(make_shot(colorway=order["colorways"][0], **rows), mark="star")
    petras.post(SAVE, {**filled, "reference": reference.pk, "use_photo": "1", "blank_label": "1"})
    address = SetDraft.objects.get().get_absolute_url()
    options = petras.get(address).context["plan"].first.options
    assert (options.render, options.uses_photo, options.leaves_label_blank) == (reference, True, True)
    reference.set_mark("")
    assert "The reference render is neither starred nor approved any more." in flat(petras.get(address))


def test_a_draft_of_a_pack_is_still_called_after_it(petras, order, filled):
    pack = ShotPack.objects.create(slug="page", name="Product page")
    ShotPackLine.objects.create(pack=pack, placement=order["placement"], template=order["version"].template)
    form = fields_of(petras.get(COMPOSE, {"pack": "page", "colorways": filled["colorways"]}))
    petras.post(SAVE, form)
    assert str(SetDraft.objects.get()).endswith(" · Product page")
    assert "· Product page</bdi>" in flat(petras.get(SetDraft.objects.get().get_absolute_url()))


def test_a_character_that_cannot_be_stored_is_named(petras, filled):
    text = flat(petras.post(SAVE, {**filled, "of_pack": "page\0"}))
    assert "a character that cannot be stored" in text
    assert "Pick fewer products" not in text
    assert not SetDraft.objects.exists()
