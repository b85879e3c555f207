"""Prompts as HTML: tags, as white space inside a prompt is shown as it stands."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.prompting import PromptPiece, TextChange

register = template.Library()
CHANGE_MARKUP = {"added": "<ins>{}</ins>", "removed": "<del>{}</del>", "same": "{}"}


@register.simple_tag
def marked_pieces(pieces: Iterable[PromptPiece], is_prompt: bool = False) -> SafeString:
    """The text with its placeholders marked; a filled one (`is_prompt` False) also shows which had no value."""
    return format_html_join("", "{}", ((_piece(piece, is_prompt),) for piece in pieces))


def _piece(piece: PromptPiece, is_prompt: bool) -> str:
    if not piece.name:
        return piece.text
    if piece.is_missing and not is_prompt:
        return format_html("<mark data-missing>{}</mark>", piece.text)
    return format_html("<mark>{}</mark>", piece.text)


@register.simple_tag
def marked_changes(changes: Iterable[TextChange]) -> SafeString:
    """Two prompts as one text, with what was added and removed."""
    return format_html_join("", "{}", ((format_html(CHANGE_MARKUP[one.kind], one.text),) for one in changes))
