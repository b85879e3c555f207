"""The fonts that this machine has for banners, and which letters each of them draws."""

from dataclasses import dataclass
from functools import cache, lru_cache

from PIL import ImageFont

from catalog.refusals import Refusal
from catalog.texts import gettext as _

# Pixels at which shapes are compared.
_PROBE = 24
_CHINESE = "王"
# Faces in one file, at most: Noto's collections have five, one a region.
_FACES = 8
# No font has a letter there.
_NO_LETTER = "\U0010ffff"

Face = ImageFont.FreeTypeFont


class BannerFontMissing(Refusal):
    """The font of a banner is not installed on this machine."""


@dataclass(frozen=True)
class BannerFont:
    """A font by the names that its file may have. `region` ends the name of its face where a file has several."""

    code: str
    name: str
    files: tuple[str, ...]
    region: str = ""

    @property
    def writes_chinese(self) -> bool:
        return first_undrawable(_CHINESE, self.code) is None


FONTS = (
    BannerFont(
        "noto-sans",
        "Noto Sans CJK",
        ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf"),
        "SC",
    ),
    BannerFont(
        "noto-sans-bold",
        "Noto Sans CJK Bold",
        ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf", "NotoSansSC-Bold.otf"),
        "SC",
    ),
    BannerFont(
        "noto-serif",
        "Noto Serif CJK",
        ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf", "NotoSerifSC-Regular.otf"),
        "SC",
    ),
    BannerFont(
        "noto-serif-bold",
        "Noto Serif CJK Bold",
        ("NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold.otf", "NotoSerifSC-Bold.otf"),
        "SC",
    ),
    BannerFont("wenquanyi", "WenQuanYi Micro Hei", ("wqy-microhei.ttc",)),
    BannerFont("pingfang", "PingFang", ("PingFang.ttc",), "SC"),
    BannerFont("dejavu-sans", "DejaVu Sans", ("DejaVuSans.ttf",)),
    BannerFont("dejavu-sans-bold", "DejaVu Sans Bold", ("DejaVuSans-Bold.ttf",)),
    BannerFont("dejavu-serif", "DejaVu Serif", ("DejaVuSerif.ttf",)),
    # It comes with Pillow, so there is always one.
    BannerFont("aileron", "Aileron", ()),
)


@cache
def installed_fonts() -> tuple[BannerFont, ...]:
    """Those that also write Chinese come first."""
    found = [font for font in FONTS if _located(font.code)]
    return tuple(sorted(found, key=lambda font: not font.writes_chinese))


@lru_cache(maxsize=64)
def font_named(code: str, pixels: int) -> Face:
    """The font in this size. Raises `BannerFontMissing`."""
    located = _located(code)
    if located is None:
        message = _("The font %(font)s is not installed on this machine. Ask an admin to install it.")
        raise BannerFontMissing(message % {"font": code})
    path, index = located
    return ImageFont.truetype(path, pixels, index=index) if path else _own(pixels)


def first_undrawable(text: str, code: str) -> int | None:
    """The place of the first letter, from 0, that the font has no shape for. Raises `BannerFontMissing`."""
    face = font_named(code, _PROBE)
    missing = _shape(face, _NO_LETTER)
    return next((at for at, one in enumerate(text) if not one.isspace() and _shape(face, one) == missing), None)


def _shape(face: Face, letter: str) -> bytes:
    mask = face.getmask(letter)
    return bytes(mask) + bytes(str(mask.size), "ascii")


@cache
def _located(code: str) -> tuple[str, int] | None:
    """Path and number of the face, an empty path for Pillow's own; None where it is not installed."""
    font = next((one for one in FONTS if one.code == code), None)
    if font is None:
        return None
    if not font.files:
        return ("", 0) if isinstance(ImageFont.load_default(size=_PROBE), Face) else None
    for name in font.files:
        try:
            face = ImageFont.truetype(name, _PROBE)
        except OSError:
            continue
        return str(face.path), _number_of_face(str(face.path), font.region)
    return None


def _number_of_face(path: str, region: str) -> int:
    """Regions write some Chinese letters differently; 0 where the file has one face only."""
    for number in range(_FACES if region else 0):
        try:
            family, _style = ImageFont.truetype(path, _PROBE, index=number).getname()
        except OSError:
            break
        if family and family.endswith(f" {region}"):
            return number
    return 0


def _own(pixels: int) -> Face:
    face = ImageFont.load_default(size=pixels)
    if not isinstance(face, Face):
        raise BannerFontMissing(_("This machine's Pillow was built without fonts. Ask an admin to install it anew."))
    return face
