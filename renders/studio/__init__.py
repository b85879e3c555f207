"""The built-in studio: composes product pictures from cutouts, as the prompt's own words ask."""

from renders.studio.brief import Brief, read_brief
from renders.studio.compose import draw
from renders.studio.errors import StudioError
from renders.studio.phrases import Phrase
from renders.studio.vocabulary import Backdrop, Ground, Verdict, View

__all__ = ["Backdrop", "Brief", "Ground", "Phrase", "StudioError", "Verdict", "View", "draw", "read_brief"]
