"""Words and tables of the configuration's pages."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.configuration.site import PAGES

register = template.Library()


@register.filter
def page_name(opts: Any) -> str:
    """What the list of these rows is called: "People" for users."""
    page = PAGES.get(opts.label_lower)
    return str(page.name if page else capfirst(opts.verbose_name_plural))


@register.filter
def row_name(opts: Any) -> str:
    """What one of these rows is called: "person" for a user."""
    page = PAGES.get(opts.label_lower)
    return str((page and page.row) or opts.verbose_name)


@register.filter
def with_labels(cells: Iterable[str], headers: Iterable[dict[str, Any]]) -> list[SafeString]:
    """The cells that Django drew for one row, each with the name of its column, which a phone shows beside it."""
    answers = {'alt="True"': format_html('alt="{}"', _("Yes")), 'alt="False"': format_html('alt="{}"', _("No"))}
    labelled = []
    for cell, header in zip(cells, headers, strict=True):
        text = str(cell).replace("<td", format_html('<td data-label="{}"', capfirst(header["text"])), 1)
        for drawn, answer in answers.items():
            text = text.replace(drawn, answer)
        labelled.append(SafeString(text))
    return labelled
