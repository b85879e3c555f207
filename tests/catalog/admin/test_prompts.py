"""Writing templates and versions in the admin."""

import json
import re
from html import unescape

import pytest
from django.utils import timezone

from catalog.admin.prompts.pages import status_of
from catalog.models import PromptTemplate, PromptVersion
from tests.factories import make_colorway, make_image_model, make_placement, make_product, make_template, make_version

pytestmark = pytest.mark.django_db
PREVIEW = "/admin/catalog/promptversion/preview/"


def change(version) -> str:
    return f"/admin/catalog/promptversion/{version.pk}/change/"


def words(version, **overrides):
    return {
        "prompt": version.prompt,
        "negative": version.negative,
        "style": "realistic",
        "parameters": "{}",
        **overrides,
    }


def locked(version):
    PromptVersion.objects.filter(pk=version.pk).lock()
    return version


def test_an_admin_edits_a_draft(client_of, ada):
    version = make_version()
    client_of(ada).post(change(version), words(version, prompt="A {{product}} on white"))
    version.refresh_from_db()
    assert version.prompt == "A {{product}} on white"


@pytest.mark.parametrize("person", ["petra", "ruth"])
def test_nobody_else_enters_the_admin(client_of, request, person):
    version = make_version()
    browser = client_of(request.getfixturevalue(person))
    assert browser.get(change(version)).status_code == 302
    assert browser.post(change(version), words(version, prompt="Mine")).status_code == 302
    assert PromptVersion.objects.get().prompt != "Mine"


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("A {{colour}} cup", "Unknown placeholder {{colour}}. Did you mean {{color}}?"),
        ("A {{x.__class__}} cup", "A placeholder is one name in double braces"),
        ("A {{product|upper}}", "A placeholder is one name in double braces"),
        ("{% include 'x' %}", "A placeholder is one name in double braces"),
        ("{{7*7}}", "A placeholder is one name in double braces"),
    ],
)
def test_a_prompt_nobody_could_fill_is_refused_and_stays_on_screen(client_of, ada, prompt, sentence):
    version = make_version()
    response = client_of(ada).post(change(version), words(version, prompt=prompt))
    body = response.content.decode().replace("&#x27;", "'")
    assert sentence in body
    assert prompt in body
    assert PromptVersion.objects.get().prompt == version.prompt


def test_a_locked_version_shows_what_to_do_instead_and_no_form(client_of, ada):
    version = locked(make_version())
    body = client_of(ada).get(change(version)).content.decode()
    assert "Version 1 is locked. Make version 2 to change it." in body
    assert "<textarea" not in body
    assert fixes(body) == []


def test_a_stale_form_of_a_locked_version_is_a_conflict(client_of, ada):
    version = locked(make_version())
    response = client_of(ada).post(change(version), words(version, prompt="Too late"))
    assert response.status_code == 409
    assert "Nothing was saved." in response.content.decode()
    assert PromptVersion.objects.get().prompt != "Too late"


def test_a_locked_version_cannot_be_deleted(client_of, ada):
    version = locked(make_version())
    response = client_of(ada).post(f"/admin/catalog/promptversion/{version.pk}/delete/", {"post": "yes"})
    assert response.status_code == 403
    assert PromptVersion.objects.exists()


def test_the_next_version_begins_with_the_words_of_the_last(client_of, ada):
    version = locked(make_version(parameters={"long_edge": 2048}))
    response = client_of(ada).post(f"/admin/catalog/prompttemplate/{version.template_id}/draft/")
    made = PromptVersion.objects.get(number=2)
    assert response.headers["Location"] == change(made)
    assert (made.prompt, made.parameters, made.author) == (version.prompt, {"long_edge": 2048}, ada)


def test_a_second_click_opens_the_same_draft(client_of, ada):
    version = locked(make_version())
    for _ in range(2):
        client_of(ada).post(f"/admin/catalog/prompttemplate/{version.template_id}/draft/")
    assert PromptVersion.objects.count() == 2


def test_make_version_3_makes_version_3_although_version_2_is_a_draft(client_of, ada):
    first = locked(make_version(prompt="A {{product}} on oak"))
    draft = make_version(first.template, is_current=False, prompt="A {{product}} on marble")
    browser = client_of(ada)
    page = browser.get(change(first)).content.decode()
    assert "Make version 3" in page
    for _ in range(2):
        asked = {"number": "3", "source": "1"}
        response = browser.post(f"/admin/catalog/prompttemplate/{first.template_id}/draft/", asked)
    made = PromptVersion.objects.get(number=3)
    assert response.headers["Location"] == change(made)
    assert (made.prompt, PromptVersion.objects.count()) == (first.prompt, 3)
    draft.refresh_from_db()
    assert draft.prompt == "A {{product}} on marble"


@pytest.mark.parametrize(
    ("state", "offered", "absent"),
    [
        ("none", "Write the first version", "Make version"),
        ("draft", "Edit version 1", "Make version"),
        ("locked", "Make version 2", "Edit version"),
    ],
)
def test_the_page_of_a_template_offers_what_its_button_does(client_of, ada, state, offered, absent):
    template = make_template()
    if state != "none":
        version = make_version(template)
        _ = locked(version) if state == "locked" else version
    page = client_of(ada).get(f"/admin/catalog/prompttemplate/{template.pk}/change/").content.decode()
    assert offered in page
    assert absent not in page


def test_a_new_template_leads_to_its_first_prompt(client_of, ada):
    fields = {"name": "Packshot", "slug": "packshot", "placements": [make_placement().pk], "position": 0}
    browser = client_of(ada)
    response = browser.post("/admin/catalog/prompttemplate/add/", fields)
    template = PromptTemplate.objects.get()
    assert response.headers["Location"] == f"/admin/catalog/promptversion/add/?template={template.pk}"
    browser.post(
        response.headers["Location"],
        {"template": template.pk, "prompt": "A {{product}}", "style": "realistic", "parameters": "{}"},
    )
    assert (template.versions.get().number, template.versions.get().author) == (1, ada)


def test_the_preview_does_not_answer_reading(client_of, ada):
    assert client_of(ada).get(PREVIEW).status_code == 405


def preview(browser, prompt, **typed):
    return browser.post(PREVIEW, {"prompt": prompt, **typed}).content.decode().replace("&#x27;", "'")


def fixes(body):
    """What each button of a finding sends."""
    return [json.loads(unescape(value)) for value in re.findall(r'name="fix" value="([^"]*)"', body)]


def test_the_preview_fills_the_typed_words_for_three_products(client_of, ada):
    for material in ("stoneware", "tin", "glass", "oak"):
        make_colorway(make_product(material=material), color_words="sea green glaze")
    body = preview(client_of(ada), "A {{material}} cup in {{color}}")
    for material in ("stoneware", "tin", "glass"):
        assert f"A <mark>{material}</mark> cup in <mark>sea green glaze</mark>" in body
    assert "<mark>oak</mark>" not in body
    assert "<html" not in body


def test_the_preview_of_thousands_of_names_shows_fifty_of_them(client_of, ada):
    for number in range(20):
        make_product(code=f"p{number}", attributes={f"name_{number}_{each}": "x" for each in range(100)})
    body = preview(client_of(ada), " ".join(f"{{{{n_{number}}}}}" for number in range(2_000)))
    assert body.count('name="kind:') == 50
    assert "a prompt may have 50." in body


def test_the_preview_marks_an_unknown_placeholder_and_one_click_takes_the_known_one(client_of, ada):
    make_colorway()
    body = preview(client_of(ada), "A {{materail}} cup")
    assert "<mark data-missing>{{materail}}</mark>" in body
    assert "Did you mean {{material}}?" in body
    assert {"prompt": "A {{material}} cup", "specs": {}} in fixes(body)


def test_the_preview_says_which_value_a_product_lacks(client_of, ada):
    make_colorway(make_product(finish=""), sku="cup-1")
    assert "cup-1 has no finish. It would be refused." in preview(client_of(ada), "A {{finish}} cup")


def test_the_preview_reads_placeholder_specs_as_they_are_entered(client_of, ada):
    make_colorway()
    typed = {"kind:price": "number", "default:price": "199"}
    assert "for <mark>199</mark> yuan" in preview(client_of(ada), "for {{price}} yuan", **typed)
    body = preview(client_of(ada), "for {{price}} yuan", **(typed | {"default:price": "cheap"}))
    assert "price takes a number, not “cheap”." in body


def test_the_preview_shows_the_placeholders_anew_only_when_other_placeholders_are_asked_for(client_of, ada):
    assert 'id="placeholders"' in preview(client_of(ada), "One {{product}}", specs_for="")
    assert 'id="placeholders"' not in preview(client_of(ada), "One {{product}}, white", specs_for="product")


def test_the_preview_tells_what_changed_from_the_current_version(client_of, ada):
    version = make_version(prompt="One {{product}} on white")
    body = preview(client_of(ada), "One {{product}} on slate", version=version.pk)
    assert "on <del>white</del><ins>slate</ins>" in body


def test_the_preview_gives_findings_with_reason_and_one_click(client_of, ada):
    template = make_template(placements=[make_placement(aspect="4:3", name="Listing card")])
    body = preview(client_of(ada), "A square image of one {{product}}", template=template.pk)
    assert "“square” contradicts Listing card, which is 4:3" in body
    assert "The placement decides the ratio." in body
    assert "An image of one {{product}}" in [fix["prompt"] for fix in fixes(body)]


def test_a_fix_brings_the_defaults_its_prompt_needs(client_of, ada):
    body = preview(client_of(ada), "{PRODUCT}, {LIGHTING}")
    fix = next(fix for fix in fixes(body) if fix["prompt"] == "{{product}}, {{lighting}}")
    assert fix["specs"]["lighting"]["kind"] == "text"


def test_without_javascript_a_fix_saves_its_prompt_with_what_else_was_typed(client_of, ada):
    make_colorway()
    version = make_version()
    typed = words(version, prompt="{PRODUCT}, {LIGHTING}", negative="text")
    fix = next(each for each in fixes(preview(client_of(ada), typed["prompt"])) if "{{lighting}}" in each["prompt"])
    page = client_of(ada).post(change(version), {**typed, "fix": json.dumps(fix)}, follow=True)
    version.refresh_from_db()
    assert page.redirect_chain == [(change(version), 302)]
    assert (version.prompt, version.negative) == ("{{product}}, {{lighting}}", "text")
    assert version.placeholder_specs["lighting"]["default"].startswith("soft light")


@pytest.mark.parametrize("fix", ["", "{", "[]", "7", '{"prompt": "x"}', '{"prompt": "x", "specs": {"a": 1}}'])
def test_a_fix_that_nothing_offered_leaves_what_was_typed(client_of, ada, fix):
    version = make_version()
    client_of(ada).post(change(version), words(version, prompt="A {{product}}", fix=fix))
    version.refresh_from_db()
    assert version.prompt == "A {{product}}"


def test_every_version_of_the_template_is_one_click_away(client_of, ada):
    first = locked(make_version())
    second = make_version(first.template)
    body = client_of(ada).get(change(second)).content.decode()
    assert f'href="{change(first)}"' in body


def test_a_locked_version_leads_to_the_draft_that_exists(client_of, ada):
    first = locked(make_version())
    draft = make_version(first.template)
    body = client_of(ada).get(change(first)).content.decode()
    assert (f'href="{change(draft)}"' in body, f"Write version {draft.number}" in body) == (True, True)


def test_the_preview_measures_the_prompt_against_each_model(client_of, ada):
    make_colorway(make_product(noun="mug"))
    schema = {"properties": {"prompt": {"maxLength": 10}}}
    short, open_ended = make_image_model(name="Short", input_schema=schema), make_image_model(name="Open")
    template = make_template(placements=[make_placement(image_models=[short, open_ended])])
    body = preview(client_of(ada), "One {{product}} on white", template=template.pk)
    assert "Short: 16 of 10 characters. It would refuse this prompt." in body
    assert "Open: states no limit" in body
    fixed = preview(client_of(ada), "One {{product}} on white", template=template.pk, image_model=open_ended.pk)
    assert "Short:" not in fixed


@pytest.mark.parametrize("field", ["version", "template", "image_model"])
@pytest.mark.parametrize("value", ["", "0", "x", "²", "9" * 30])
def test_the_preview_answers_rows_that_are_not_there(client_of, ada, field, value):
    assert client_of(ada).post(PREVIEW, {"prompt": "A {{finish}} cup", field: value}).status_code == 200


def test_saving_stores_placeholder_specs_and_the_image_model_with_the_prompt(client_of, ada):
    version, model = make_version(), make_image_model()
    typed = {"image_model": model.pk, "kind:price": "number", "default:price": "199", "default:gone": "x"}
    client_of(ada).post(change(version), words(version, prompt="One {{product}} for {{price}}", **typed))
    version.refresh_from_db()
    assert (version.image_model, version.placeholder_specs) == (model, {"price": {"kind": "number", "default": "199"}})


def test_a_default_of_the_wrong_kind_is_refused_and_stays_on_screen(client_of, ada):
    version = make_version()
    typed = {"prompt": "For {{price}}", "kind:price": "number", "default:price": "cheap"}
    body = client_of(ada).post(change(version), words(version, **typed)).content.decode()
    assert "price takes a number, not “cheap”." in body
    assert 'value="cheap"' in body
    version.refresh_from_db()
    assert version.placeholder_specs == {}


def test_a_fact_that_only_some_products_know_may_be_asked_for(client_of, ada):
    make_product(attributes={"label_text": "玫瑰"})
    version = make_version()
    client_of(ada).post(change(version), words(version, prompt="The label reads {{label_text}}"))
    version.refresh_from_db()
    assert version.prompt == "The label reads {{label_text}}"


def test_the_preview_is_for_admins(client_of, petra):
    assert client_of(petra).post(PREVIEW, {"prompt": "x"}).status_code == 302


def test_archiving_takes_a_template_from_the_list_and_keeps_its_versions(client_of, ada):
    template = make_version(make_template(name="Old one")).template
    fields = {"name": "Old one", "slug": template.slug, "position": 0, "is_archived": "on"}
    fields["placements"] = [placement.pk for placement in template.placements.all()]
    inline = {f"versions-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    client_of(ada).post(f"/admin/catalog/prompttemplate/{template.pk}/change/", fields | inline)
    template.refresh_from_db()
    assert template.archived_at is not None
    assert template.archived_at <= timezone.now()
    assert template.versions.exists()


def test_a_used_template_cannot_be_deleted(client_of, ada):
    template = make_version().template
    response = client_of(ada).post(f"/admin/catalog/prompttemplate/{template.pk}/delete/", {"post": "yes"})
    assert response.status_code == 403
    assert PromptTemplate.objects.exists()


def test_versions_are_listed_beneath_their_template_and_written_elsewhere(client_of, ada):
    version = make_version(prompt="A {{product}} " + "on oak " * 20)
    answer = client_of(ada).get(f"/admin/catalog/prompttemplate/{version.template_id}/change/")
    page = answer.content.decode()
    assert f'<a href="{change(version)}">v1</a>' in page
    assert f"{version.prompt[:90]}…" in page
    (listed,) = answer.context["inline_admin_formsets"]
    assert (listed.has_add_permission, listed.has_change_permission, listed.opts.can_delete) == (False,) * 3


@pytest.mark.parametrize(
    ("fields", "is_current", "status"),
    [
        ({}, False, "draft"),
        ({"locked_at": timezone.now()}, False, "locked"),
        ({"locked_at": timezone.now(), "frozen_at": timezone.now()}, False, "frozen"),
        ({}, True, "draft, current"),
    ],
)
def test_a_version_is_listed_with_its_status(fields, is_current, status):
    version = make_version(is_current=is_current)
    assert status_of(PromptVersion(pk=version.pk, template=version.template, **fields)) == status
