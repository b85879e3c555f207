"""The tag that shows a text: as Django's own, in the language of the moment."""

import pytest
from django.template import engines
from django.utils import translation

from tests.pseudo_language import pseudo_language


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('{% translate "Cancel" %}', "Ｃａｎｃｅｌ"),
        ('{% translate "100 % of “A & B”" %}', "100 % ｏｆ “Ａ & Ｂ”"),
        ('{% translate "Cancel" as text %}[{{ text }}]', "[Ｃａｎｃｅｌ]"),
        ('{% translate "Cancel" noop %}', "Cancel"),
        ('{% translate "Cancel" context "an order" %}', "Ｃａｎｃｅｌ"),
        ("{% translate name %}", "Ｐａｃｋ &amp; Ｓｈｏｔ"),
        ('{% translate "Cancel"|lower %}', "ｃａｎｃｅｌ"),
    ],
)
def test_a_text_is_translated_when_it_is_shown(source, shown):
    template = engines["django"].from_string(source)
    with pseudo_language():
        assert template.render({"name": "Pack & Shot"}) == shown


def test_one_template_speaks_the_language_of_the_moment():
    template = engines["django"].from_string('{% translate "Cancel" %}')
    with pseudo_language():
        marked = template.render({})
    with translation.override("en"):
        assert (marked, template.render({})) == ("Ｃａｎｃｅｌ", "Cancel")
