"""Texts of templates. Django makes a lazy object of every constant text each time that it is rendered, which was a
tenth of the time of a long list."""

from django import template
from django.template import Context
from django.template.base import Node, Parser, Token
from django.templatetags.i18n import do_translate
from django.utils.translation import gettext

register = template.Library()


class ConstantText(Node):
    """A text that is known when the template is read. It is markup, as all of the template is."""

    def __init__(self, text: str) -> None:
        self.message = text.replace("%", "%%")  # as Django and makemessages write it

    def render(self, context: Context) -> str:
        return gettext(self.message).replace("%%", "%")


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's own tag where there is more than a text."""
    node = do_translate(parser, token)
    literal = node.filter_expression.var.literal
    is_plain = not (node.noop or node.asvar or node.message_context or node.filter_expression.filters)
    return ConstantText(literal) if is_plain and isinstance(literal, str) else node
