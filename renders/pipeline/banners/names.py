"""Customers' names: what one may be, the keyed hash by which its picture is found, and its encrypted form."""

import unicodedata

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from catalog.refusals import Refusal
from catalog.text import is_visible
from config.secrecy import encryption
from renders.finishing.banners import BannerFontMissing, TooLong, drawn_size, first_undrawable, largest_that_fits
from renders.models import Banner
from renders.models.banner_pictures import NAME_SALT
from renders.pipeline.banners.drawing import place_of

MAX_NAME = 40
KEY_SALT = "renders.banners.key"
# Controls, halves of pairs, private and unassigned characters: none of them is a letter of a name.
NO_LETTERS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class NameRefused(Refusal):
    """The name cannot stand on the banner. The sentence never repeats it."""


def tidied(sent: str) -> str:
    """One spelling of a name: composed letters, single blanks, no blanks around it. Raises `NameRefused`."""
    name = " ".join(part for part in unicodedata.normalize("NFC", sent).strip().split(" ") if part)
    if not is_visible(name):
        raise NameRefused(_("The name is empty. Send the neutral picture instead."))
    if len(name) > MAX_NAME:
        raise NameRefused(
            _("The name has %(count)s characters, and may have %(most)s.") % {"count": len(name), "most": MAX_NAME}
        )
    for place, letter in enumerate(name, 1):
        if unicodedata.category(letter) in NO_LETTERS:
            raise NameRefused(_("Character %(place)s of the name is a control character.") % {"place": place})
    return name


def require_drawable(banner: Banner, name: str) -> None:
    """Raises `NameRefused` where the font has no letter for it, or its line does not fit."""
    try:
        undrawable = first_undrawable(name, banner.font)
        if undrawable is not None:
            message = _("The font of this banner cannot draw character %(place)s of the name.")
            raise NameRefused(message % {"place": undrawable + 1})
        render = banner.decision.render
        largest_that_fits(banner.text_for(name), place_of(banner), drawn_size((render.width or 1, render.height or 1)))
    except (TooLong, BannerFontMissing) as refusal:
        raise NameRefused(str(refusal)) from None


def key_hash(banner: Banner, name: str) -> str:
    """By which the picture is found. Without our secret nobody learns the name from it by trying names."""
    return str(salted_hmac(KEY_SALT, f"{banner.pk}\n{name}", algorithm="sha256").hexdigest())


def encrypted(name: str) -> str:
    return encryption.encrypted(name, NAME_SALT)
