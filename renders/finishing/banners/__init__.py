"""A line of text, such as a customer's name, set on a finished picture: in which font, where, and how large."""

from renders.finishing.banners.drawing import LONG_EDGE, BannerOrder, drawn, drawn_size
from renders.finishing.banners.fonts import BannerFont, BannerFontMissing, first_undrawable, font_named, installed_fonts
from renders.finishing.banners.placing import Align, TextPlace, TooLong, largest_that_fits

__all__ = [
    "LONG_EDGE",
    "Align",
    "BannerFont",
    "BannerOrder",
    "BannerFontMissing",
    "TextPlace",
    "TooLong",
    "drawn",
    "drawn_size",
    "first_undrawable",
    "font_named",
    "installed_fonts",
    "largest_that_fits",
]
