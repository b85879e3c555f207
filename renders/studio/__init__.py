"""The built-in studio: it composes product pictures from cutouts as the prompt asks."""

from renders.studio.brief import StudioBrief, read_brief
from renders.studio.compose import draw
from renders.studio.from_bytes import draw_png
from renders.studio.phrase_codes import PhraseCode
from renders.studio.phrases import Phrase
from renders.studio.vocabulary import Backdrop, Ground, StudioError, Verdict, View

__all__ = [
    "Backdrop",
    "Ground",
    "Phrase",
    "PhraseCode",
    "StudioBrief",
    "StudioError",
    "Verdict",
    "View",
    "draw",
    "draw_png",
    "read_brief",
]
