"""Fixes that several rules offer."""

from catalog.linting.editing import with_sentence
from catalog.linting.findings import PromptFix
from catalog.texts import gettext as _


def adding(prompt: str, sentence: str) -> PromptFix:
    """The sentence at the prompt's end. It is a prompt's own and stays in the prompt's language."""
    return PromptFix(_("Add “%(sentence)s”") % {"sentence": sentence}, with_sentence(prompt, sentence))
