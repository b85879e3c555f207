"""Reading what is written in a picture, and comparing it with what was ordered.

A reader needs the extra `ocr`. It takes a child process of its own, and a second for a picture.
"""

from renders.quality.text.check import TEXT_CHECKS, check
from renders.quality.text.from_files import TextInspection, inspect_text
from renders.quality.text.lines import TextLine
from renders.quality.text.order import TextOrder, ordered_texts
from renders.quality.text.reader import is_installed

__all__ = [
    "TEXT_CHECKS",
    "TextLine",
    "TextInspection",
    "TextOrder",
    "check",
    "inspect_text",
    "is_installed",
    "ordered_texts",
]
