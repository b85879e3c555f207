"""What every page of the configuration shares with the rest of Packshot."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from catalog.models import Campaign
from config.configuration.site import PAGES, SECTIONS
from tests.factories import make_colorway, make_image_model, make_person, make_product, make_version
from tests.html import flat

pytestmark = pytest.mark.django_db
LISTS = [pytest.param(label.replace(".", "_"), page.name, id=str(page.name)) for label, page in PAGES.items()]


def test_every_page_of_the_configuration_stands_in_a_section_once():
    registered = [model._meta.label_lower for model in admin.site._registry]
    listed = [label for pages in SECTIONS.values() for label in pages]
    assert sorted(listed) == sorted(registered)


def test_the_first_page_says_what_each_page_is_for(client_of, ada):
    text = flat(client_of(ada).get(reverse("admin:index")))
    assert [page.name for page in PAGES.values() if str(page.name) not in text or str(page.purpose) not in text] == []


@pytest.mark.parametrize(("model", "name"), LISTS)
def test_a_list_has_the_name_navigation_and_look_of_the_app(client_of, ada, model, name):
    body = client_of(ada).get(reverse(f"admin:{model}_changelist")).content.decode()
    assert f"<h1>{name}</h1>" in body
    assert 'class="top__nav' in body
    assert "css/packshot.css" in body
    assert "admin/css/" not in body


def test_a_list_tells_times_as_every_page_does(client_of, ada):
    make_person("nina", group=None, last_login=datetime(2024, 5, 3, 14, 32, tzinfo=UTC))
    body = client_of(ada).get(reverse("admin:auth_user_changelist")).content.decode()
    assert 'title="14:32:00 on 3 May 2024, UTC">14:32 on 3 May 2024</time>' in body


def test_a_cell_of_a_list_carries_the_name_of_its_column_for_phones(client_of, ada):
    make_colorway()
    body = client_of(ada).get(reverse("admin:catalog_colorway_changelist")).content.decode()
    assert 'data-label="Product"' in body


def test_an_empty_list_says_so_and_one_without_matches_offers_the_way_back(client_of, ada):
    address = reverse("admin:catalog_product_changelist")
    assert "There are no products yet." in flat(client_of(ada).get(address))
    make_product()
    assert "Clear filters" in flat(client_of(ada).get(address, {"q": "nothing like it"}))


def test_saving_says_what_was_saved(client_of, ada):
    model = make_image_model(name="Studio")
    browser = client_of(ada)
    address = reverse("admin:catalog_imagemodel_change", args=[model.pk])
    form = browser.get(address).context["adminform"].form
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    assert "Studio is saved." in flat(browser.post(address, typed, follow=True))


def test_a_refused_form_leads_to_each_mistake(client_of, ada):
    body = client_of(ada).post(reverse("admin:catalog_placement_add"), {"name": "Social"}).content.decode()
    assert 'class="error-summary"' in body
    assert 'href="#id_slug"' in body


def test_a_campaign_begins_at_the_hour_that_the_browser_sent(client_of, ada):
    version = make_version(is_frozen=True)
    placement = version.template.placements.get()
    dates = {"starts_at": "2030-03-04T08:30", "ends_at": "2030-03-05T08:30"}
    rows = {"versions": [version.pk], "placements": [placement.pk]}
    chosen = {"name": "Spring", "slug": "spring", "pilot_skus": 20, "account_share": 0, **rows, **dates}
    page = client_of(ada).post(reverse("admin:catalog_campaign_add"), chosen, follow=True)
    assert "Spring is saved." in flat(page)
    assert Campaign.objects.get().starts_at == datetime(2030, 3, 4, 8, 30, tzinfo=UTC)
