"""Every choice that changes an order has its price and its plan drawn anew, in compose and in a production plan."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from catalog.models import ImageModel, PromptVersion
from tests.factories import make_production_plan

pytestmark = pytest.mark.django_db
# What is typed about an order, and what a button beside it reads.
ABOUT = {"title", "note", "find", "pack", "shown", "starts_at"}
VOID = {"input", "img", "br", "hr", "meta", "link", "source", "wbr", "col", "use", "path", "circle", "rect"}
FIELDS = {"input", "select", "textarea"}
UNSEEN = {"hidden", "submit", "search"}


class FieldsOfForm(HTMLParser):
    """The names of the visible fields of a form, each with whether a change of it asks the server."""

    def __init__(self, form, answered_by):
        super().__init__()
        self.form, self.answered_by = form, answered_by
        self.open, self.fields = [], {}

    def handle_starttag(self, tag, attrs):
        one = dict(attrs)
        if tag in FIELDS and self.is_in_form(one) and one.get("type") not in UNSEEN and one.get("name"):
            self.fields[one["name"]] = any(self.answered_by(each) for each in [*self.open, one])
        if tag not in VOID:
            self.open.append({**one, "tag": tag})

    def handle_endtag(self, tag):
        while tag not in VOID and self.open and self.open.pop()["tag"] != tag:
            pass

    def is_in_form(self, one):
        return one.get("form", "") == self.form or any(each.get("id") == self.form for each in self.open)


def silent(response, form, answered_by):
    """Names of fields that change an order and ask nobody."""
    fields = FieldsOfForm(form, answered_by)
    fields.feed(response.content.decode())
    assert len(fields.fields) > 4
    return {name for name, asks in fields.fields.items() if not asks} - ABOUT


def asks_in_compose(one):
    return "live-choices" in (one.get("class") or "") or ("hx-post" in one and one.get("hx-trigger") == "change")


@pytest.mark.parametrize("typed", [{}, {"blank_label": "1"}, {"kind": "production", "count": "1"}, {"add_line": "1"}])
def test_no_choice_of_compose_keeps_an_old_price(petras, form_of, order, typed):
    PromptVersion.objects.filter(pk=order["version"].pk).update(
        prompt='One {{color}} {{product}} with the label text "Tea" on white.'
    )
    ImageModel.objects.update(abilities={"text": True})
    page = petras.post(reverse("sets.compose.preview"), {**form_of(), **typed}, headers={"HX-Target": "compose"})
    if "blank_label" in typed:
        assert 'id="id_blank_label"' in page.content.decode()
    assert silent(page, "compose", asks_in_compose) == set()


def test_no_choice_of_a_production_plan_keeps_an_old_price(petras, petra, order):
    line = {name: order[name].pk for name in ("placement", "version", "image_model")}
    lines = [{**line, "count": 1, "scope": "every"}]
    plan = make_production_plan(*order["colorways"], author=petra, lines=lines)
    page = petras.get(plan.get_absolute_url())
    assert silent(page, "plan-form", lambda one: "hx-post" in one and one.get("hx-trigger") == "change") <= {
        "placement"
    }
