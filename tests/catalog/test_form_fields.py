"""What fields of forms read, show and take for a change."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from catalog.admin.money import MAX_DOLLARS, DollarsField
from catalog.forms.edits import plain, text_of
from catalog.forms.fields import AttributesField, IdentifierField, LineField, SkuField, SwatchField


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        (LineField(), "  Beige \u202e mug ", "Beige mug"),
        (LineField(required=False), "\u200b", ""),
        (SwatchField(), "9CAF94", "#9caf94"),
        (SwatchField(), "#9caf94", "#9caf94"),
        (SwatchField(), "", ""),
        (IdentifierField(), "mug-1.b_2", "mug-1.b_2"),
        (IdentifierField(), "console", "console"),
        (SkuField(), "Tasse Größe/5 #1", "Tasse Größe/5 #1"),
        (SkuField(), "a\u202eb\u2066", "ab"),
        (AttributesField(), "b: 2\n\n a :1: x", {"b": "2", "a": "1: x"}),
        (AttributesField(), {"a": "1"}, {"a": "1"}),
        (AttributesField(), None, {}),
        (DollarsField(), "0.005", 5_000),
        (DollarsField(), "1.2", 1_200_000),
        (DollarsField(required=False), "", None),
        (DollarsField(), str(MAX_DOLLARS), MAX_DOLLARS * 1_000_000),
    ],
)
def test_what_was_typed_is_read_in_the_one_way_it_is_stored(field, typed, read):
    assert field.clean(typed) == read


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (LineField(), "\u200b"),
        (SwatchField(), "#12"),
        (IdentifierField(), "CON"),
        (IdentifierField(), "lpt9.txt"),
        (IdentifierField(), "mug."),
        (IdentifierField(), "x" * 65),
        (SkuField(), ".."),
        (SkuField(), "x" * 101),
        (AttributesField(), "price"),
        (AttributesField(), "price:"),
        (AttributesField(), "price: 1\nprice: 2"),
        (DollarsField(), "-0.01"),
        (DollarsField(), f"{MAX_DOLLARS}.01"),
        (DollarsField(), "0.0000001"),
    ],
)
def test_what_cannot_be_stored_is_refused(field, typed):
    with pytest.raises(ValidationError):
        field.clean(typed)


def test_attributes_and_money_are_shown_as_they_are_typed():
    assert AttributesField().prepare_value({"b": "2", "a": "1"}) == "a: 1\nb: 2"
    assert AttributesField().prepare_value("a 1") == "a 1"
    assert (DollarsField().prepare_value(1_200_000), DollarsField().prepare_value("1,2")) == ("1.20", "1,2")


@pytest.mark.parametrize(
    ("stored", "typed", "has_changed"),
    [(5_000, "0.005", False), (5_000, "0.0050", False), (5_000, "0.006", True), (None, "", False), (None, "1", True)],
)
def test_an_amount_has_changed_only_when_it_is_another_amount(stored, typed, has_changed):
    assert DollarsField().has_changed(stored, typed) is has_changed


class ManyKinds(forms.Form):
    is_on = forms.BooleanField(required=False)
    size = forms.ChoiceField(choices=[("Large", [("l", "L"), ("xl", "XL")]), ("s", "Small")], required=False)
    tags = forms.MultipleChoiceField(choices=[("b", "Blue"), ("a", "Amber")], required=False)
    name = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("is_on", True, "yes"),
        ("is_on", False, "no"),
        ("size", "xl", "XL"),
        ("size", "s", "Small"),
        ("size", "gone", "gone"),
        ("tags", ["b", "a"], "Amber, Blue"),
        ("tags", ["gone"], "gone"),
        ("name", None, ""),
        ("name", " Mug ", "Mug"),
        ("name", 7, "7"),
    ],
)
def test_a_value_in_conflict_is_called_what_a_reader_would_call_it(field, value, text):
    assert text_of(ManyKinds(initial={field: value})[field]) == text


@pytest.mark.parametrize(
    ("one", "same"), [({"a": 1, "b": 2}, {"b": 2, "a": 1}), (["2", "1"], ("1", "2")), ([{"a": 1}], ({"a": 1},))]
)
def test_a_value_reads_the_same_in_whatever_order_it_comes(one, same):
    assert plain(one) == plain(same)
    assert plain(one) != plain("other")
