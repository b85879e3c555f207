"""Reading templates and their versions."""

import pytest

from catalog.models import PromptVersion
from tests.factories import make_colorway, make_person, make_product, make_template, make_version

pytestmark = pytest.mark.django_db


def test_a_template_is_listed_with_its_current_version_and_where_it_is_used(client_of, ruth):
    version = make_version(make_template(name="Packshot", slug="packshot"))
    body = client_of(ruth).get("/templates/").content.decode()
    assert f"/templates/packshot/v/{version.number}/" in body
    assert str(version.template.placements.get()) in body


def test_an_empty_list_leads_admins_to_the_first_template(client_of, petra, ada):
    assert "Write the first template" in client_of(ada).get("/templates/").content.decode()
    assert "Admins write templates." in client_of(petra).get("/templates/").content.decode()


def test_a_template_without_a_version_can_be_reached_and_says_who_writes_the_first(client_of, petra, ada):
    template = make_template(name="Hero", slug="hero")
    write = f"/admin/catalog/promptversion/add/?template={template.pk}"
    for person, offered, absent in (
        (ada, write, "An admin writes"),
        (petra, "An admin writes the first version", write),
    ):
        browser = client_of(person)
        assert "/templates/hero/" in browser.get("/templates/").content.decode()
        page = browser.get("/templates/hero/").content.decode()
        assert offered in page
        assert absent not in page


def test_the_address_of_a_template_leads_to_its_current_version(client_of, petra):
    current = make_version(make_template(slug="hero"))
    make_version(current.template, is_current=False)
    assert client_of(petra).get("/templates/hero/").headers["Location"] == "/templates/hero/v/1/"


def test_a_locked_version_offers_admins_the_next_one_and_the_draft_that_waits(client_of, ada, petra):
    first = make_version(make_template(slug="hero"))
    PromptVersion.objects.filter(pk=first.pk).lock()
    draft = make_version(first.template, is_current=False)
    page = client_of(ada).get("/templates/hero/v/1/").content.decode()
    assert "Make v3 from v1" in page
    assert f"/admin/catalog/promptversion/{draft.pk}/change/" in page
    assert "Make v3 from v1" not in client_of(petra).get("/templates/hero/v/1/").content.decode()


def test_somebody_in_no_role_reads_no_prompt(client_of, sam):
    version = make_version(make_template(slug="packshot"))
    assert client_of(sam).get("/templates/").status_code == 403
    assert client_of(sam).get(f"/templates/packshot/v/{version.number}/").status_code == 403


def test_placeholders_are_marked_and_filled_for_three_products(client_of, petra):
    make_version(make_template(slug="packshot"), prompt="A {{material}} {{product}}")
    for material in ("tin", "glass", "clay", "wood"):
        make_colorway(make_product(material=material, noun="cup"))
    body = client_of(petra).get("/templates/packshot/v/1/").content.decode()
    assert "<mark>{{material}}</mark>" in body
    assert "<mark>clay</mark> <mark>cup</mark>" in body
    assert "<mark>wood</mark>" not in body


def test_a_value_that_is_missing_is_marked(client_of, petra):
    make_version(make_template(slug="packshot"), prompt="A {{finish}} cup")
    make_colorway(make_product(finish=""))
    assert "<mark data-missing>{{finish}}</mark>" in client_of(petra).get("/templates/packshot/v/1/").content.decode()


def test_a_value_that_looks_like_a_placeholder_or_markup_stays_text(client_of, petra):
    make_version(make_template(slug="packshot"), prompt="A {{material}} cup")
    make_colorway(make_product(material="{{finish}} <b>bold</b>", finish="satin"))
    assert (
        "<mark>{{finish}} &lt;b&gt;bold&lt;/b&gt;</mark>"
        in client_of(petra).get("/templates/packshot/v/1/").content.decode()
    )


def test_a_frozen_version_names_the_next_one_and_offers_no_edit(client_of, ada):
    version = make_version(make_template(slug="packshot"))
    version.freeze(by=make_person("tom", group="Admins"))
    body = " ".join(client_of(ada).get("/templates/packshot/v/1/").content.decode().split())
    assert "Frozen. Make version 2 to change it." in body
    assert "Edit prompt" not in body


def test_an_admin_gets_to_the_prompt_and_a_marketer_does_not(client_of, ada, petra):
    version = make_version(make_template(slug="packshot"))
    address = f"/admin/catalog/promptversion/{version.pk}/change/"
    assert address in client_of(ada).get("/templates/packshot/v/1/").content.decode()
    assert address not in client_of(petra).get("/templates/packshot/v/1/").content.decode()


@pytest.mark.parametrize("address", ["/templates/packshot/v/2/", "/templates/other/v/1/"])
def test_a_version_that_does_not_exist_is_not_found(client_of, petra, address):
    make_version(make_template(slug="packshot"))
    assert client_of(petra).get(address).status_code == 404


def test_pages_of_templates_only_read(client_of, ada):
    make_version(make_template(slug="packshot"))
    assert client_of(ada).post("/templates/packshot/v/1/").status_code == 405


def test_a_version_asks_the_database_equally_often_however_many_there_are(
    client_of, petra, django_assert_max_num_queries
):
    template = make_template(slug="packshot")
    for _ in range(12):
        make_version(template)
        make_colorway()
    browser = client_of(petra)
    with django_assert_max_num_queries(14):
        browser.get("/templates/packshot/v/12/")


def test_the_page_of_a_version_says_what_linting_finds(client_of, petra):
    version = make_version(prompt="One {{product}}, 50mm")
    body = client_of(petra).get(f"/templates/{version.template.slug}/v/1/").content.decode()
    assert "<strong>Frame fill</strong> is missing." in body
    assert "data-prompt" not in body
