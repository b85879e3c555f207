"""Small photos drawn for these tests, with what the product alone looks like in them."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from catalog.cutting import Model

SIDE = 320
_FINER = 4


@dataclass(frozen=True)
class DrawnPhoto:
    picture: Image.Image
    alpha: NDArray[np.float32]

    def overlap(self, cutout: Image.Image, box: tuple[int, int, int, int]) -> float:
        """Shared part of true product and cutout, by pixels that are at least half product."""
        mine, true = self.alpha_of(cutout, box) > 0.5, self.alpha > 0.5
        return float((mine & true).sum() / (mine | true).sum())

    def alpha_of(self, cutout: Image.Image, box: tuple[int, int, int, int]) -> NDArray[np.float32]:
        """The cutout's alpha 0..1 in the photo's frame."""
        whole = np.zeros(self.alpha.shape, np.float32)
        left, top, right, bottom = box
        alpha = cutout.getchannel("A").resize((right - left, bottom - top))
        whole[top:bottom, left:right] = np.asarray(alpha, np.float32) / 255
        return whole

    def haze(self, cutout: Image.Image, box: tuple[int, int, int, int]) -> float:
        """Mean alpha of the cutout in what should be clear: ground that is no more than two pixels from the product."""
        alpha = self.alpha_of(cutout, box)
        product = Image.fromarray(np.asarray(self.alpha > 0, np.uint8) * 255)
        near = np.asarray(product.filter(ImageFilter.MaxFilter(5))) > 0
        return float(alpha[near & (self.alpha == 0)].mean())

    def alpha_at(self, cutout: Image.Image, box: tuple[int, int, int, int], x: float, y: float) -> int:
        """Alpha at a place of the photo, in shares of its side; 0 outside of the cutout's box."""
        size = self.picture.width
        at = (round(x * size) - box[0], round(y * size) - box[1])
        if not (0 <= at[0] < box[2] - box[0] and 0 <= at[1] < box[3] - box[1]):
            return 0
        return cutout.resize((box[2] - box[0], box[3] - box[1])).getpixel(at)[3]


def mug(color: str = "#b4532a") -> tuple[Image.Image, Image.Image]:
    """Colour and alpha of a mug with a round light and an open handle."""

    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        pen.ellipse((0.52 * s, 0.38 * s, 0.82 * s, 0.72 * s), fill=255)
        pen.ellipse((0.58 * s, 0.45 * s, 0.75 * s, 0.65 * s), fill=0)
        pen.rounded_rectangle((0.25 * s, 0.3 * s, 0.65 * s, 0.8 * s), 0.05 * s, fill=255)

    return _lit(color), _drawn(shape)


def bag(color: str = "#7a3b22") -> tuple[Image.Image, Image.Image]:
    """A bag whose strap is two pixels thin."""

    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        pen.rectangle((0.25 * s, 0.5 * s, 0.75 * s, 0.85 * s), fill=255)
        pen.arc((0.33 * s, 0.18 * s, 0.67 * s, 0.86 * s), 180, 360, fill=255, width=round(0.008 * s))

    return _lit(color), _drawn(shape)


def basket(color: str = "#2b3038") -> tuple[Image.Image, Image.Image]:
    """A basket of wires, which a model takes for one solid thing."""

    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        for line in np.linspace(0.2, 0.8, 7):
            pen.line((line * s, 0.2 * s, line * s, 0.8 * s), fill=255, width=round(0.011 * s))
            pen.line((0.2 * s, line * s, 0.8 * s, line * s), fill=255, width=round(0.011 * s))

    return _lit(color), _drawn(shape)


def hoop(color: str = "#7a3b22") -> tuple[Image.Image, Image.Image]:
    """A hoop whose hole is larger than the hoop itself."""

    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        pen.ellipse((0.2 * s, 0.2 * s, 0.8 * s, 0.8 * s), fill=255)
        pen.ellipse((0.28 * s, 0.28 * s, 0.72 * s, 0.72 * s), fill=0)

    return _lit(color), _drawn(shape)


def fan(color: str = "#4f8f3a") -> tuple[Image.Image, Image.Image]:
    """Leaves side by side on a pot, with the ground between them."""

    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        for tip in np.linspace(0.12, 0.88, 5):
            pen.polygon(
                [(0.48 * s, 0.7 * s), ((tip - 0.02) * s, 0.2 * s), ((tip + 0.02) * s, 0.2 * s), (0.52 * s, 0.7 * s)],
                fill=255,
            )
        pen.rectangle((0.38 * s, 0.68 * s, 0.62 * s, 0.88 * s), fill=255)

    return _lit(color), _drawn(shape)


def wallet(color: str = "#dcdcda") -> tuple[Image.Image, Image.Image]:
    """Something flat that lies, with a dark line along its rim."""

    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        pen.rounded_rectangle((0.25 * s, 0.3 * s, 0.75 * s, 0.7 * s), 0.02 * s, fill=255)

    alpha = _drawn(shape)
    inner = np.asarray(alpha.filter(ImageFilter.MinFilter(5)), np.float32)[..., None] / 255
    tone = np.asarray(Image.new("RGB", alpha.size, color), np.float32)
    return Image.fromarray((tone * (0.55 + 0.45 * inner)).astype(np.uint8)), alpha


def carton() -> tuple[Image.Image, Image.Image]:
    """A grey box seen from its corner, both sides paler towards their foot, one of them turned away from the light."""

    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        pen.polygon([(0.2 * s, 0.25 * s), (0.6 * s, 0.3 * s), (0.6 * s, 0.85 * s), (0.2 * s, 0.8 * s)], fill=255)
        pen.polygon([(0.6 * s, 0.3 * s), (0.8 * s, 0.25 * s), (0.8 * s, 0.8 * s), (0.6 * s, 0.85 * s)], fill=255)

    light = np.repeat(np.linspace(0.1, 0.95, SIDE)[:, None], SIDE, axis=1)
    light[:, round(0.6 * SIDE) :] *= 0.6
    return Image.fromarray(np.rint(light[..., None].repeat(3, axis=2) * 255).astype(np.uint8)), _drawn(shape)


def _lit(color: str) -> Image.Image:
    light = np.clip(1.05 - 0.9 * np.abs(np.linspace(-0.7, 0.9, SIDE)) ** 2, 0.2, 1)
    tone = Image.new("RGB", (SIDE, SIDE), color)
    return Image.fromarray((np.asarray(tone) * light[None, :, None]).astype(np.uint8))


def _drawn(shape: Callable[[ImageDraw.ImageDraw, float], None]) -> Image.Image:
    large = Image.new("L", (SIDE * _FINER, SIDE * _FINER))
    shape(ImageDraw.Draw(large), SIDE * _FINER)
    return large.resize((SIDE, SIDE), Image.Resampling.BOX)


def as_jpeg(drawn: DrawnPhoto, quality: int) -> DrawnPhoto:
    """The photo as a file whose colours have half its size."""
    file = io.BytesIO()
    drawn.picture.save(file, "JPEG", quality=quality, subsampling="4:2:0")
    return DrawnPhoto(Image.open(file).convert("RGB"), drawn.alpha)


def dark_at_its_rim(product: tuple[Image.Image, Image.Image]) -> tuple[Image.Image, Image.Image]:
    """A product whose sides turn away from the light within a few pixels of its outline."""
    colour, alpha = product
    inner = np.asarray(alpha.filter(ImageFilter.BoxBlur(5)), np.float32)[..., None] / 255
    lit = np.asarray(colour, np.float32) * np.clip(inner * 1.2 - 0.2, 0.3, 1)
    return Image.fromarray(lit.astype(np.uint8)), alpha


def with_rim(product: tuple[Image.Image, Image.Image], color: str) -> tuple[Image.Image, Image.Image]:
    """A product whose outermost three pixels are of another colour."""
    inside, alpha = product
    return Image.composite(inside, Image.new("RGB", alpha.size, color), alpha.filter(ImageFilter.MinFilter(7))), alpha


def plain(color: str, fall: float = 0.0) -> Image.Image:
    """A ground of one colour whose light falls off towards one corner."""
    axis = np.linspace(-1, 1, SIDE)
    light = 1 - fall * ((axis[None, :] + 0.2) ** 2 + (axis[:, None] - 0.1) ** 2) / 2
    return Image.fromarray((np.asarray(Image.new("RGB", (SIDE, SIDE), color)) * light[..., None]).astype(np.uint8))


def striped() -> Image.Image:
    """Planks: no plain ground."""
    rows = 140 + 60 * np.sin(np.arange(SIDE) / 5.0)
    return Image.fromarray(
        np.clip(rows[:, None, None] * np.array([1.0, 0.75, 0.5]), 0, 255).repeat(SIDE, 1).astype("u1")
    )


def granite() -> Image.Image:
    """A grained ground whose grains are all alike."""
    grains = np.random.default_rng(5).normal(165, 18, (SIDE, SIDE))
    return Image.fromarray(np.clip(grains, 110, 230).astype(np.uint8)).convert("RGB")


def photo(product: tuple[Image.Image, Image.Image], ground: Image.Image, shadow: str = "none") -> DrawnPhoto:
    """The product on the ground; its shadow, "soft" or "hard", falls to the right of its foot."""
    colour, alpha = product
    light = Image.new("L", ground.size, 255)
    if shadow != "none":
        pen = ImageDraw.Draw(light)
        pen.polygon(
            [
                (0.3 * SIDE, 0.79 * SIDE),
                (0.6 * SIDE, 0.79 * SIDE),
                (0.95 * SIDE, 0.7 * SIDE),
                (0.8 * SIDE, 0.68 * SIDE),
            ],
            fill=150,
        )
        light = light.filter(ImageFilter.GaussianBlur(SIDE / 30 if shadow == "soft" else 0.7))
    lit = np.asarray(ground, np.float32) * (np.asarray(light, np.float32) / 255)[..., None]
    share = np.asarray(alpha, np.float32)[..., None] / 255
    mixed = np.asarray(colour, np.float32) * share + lit * (1 - share)
    noise = np.random.default_rng(1).normal(0, 1.0, mixed.shape)
    picture = Image.fromarray(np.clip(mixed + noise, 0, 255).astype(np.uint8))
    return DrawnPhoto(picture, share[..., 0])


def mixed_in_light(product: tuple[Image.Image, Image.Image], ground: Image.Image) -> DrawnPhoto:
    """The product on the ground as a lens sees it: at its edges the light mixes, not the numbers of a file."""
    share = np.asarray(product[1].filter(ImageFilter.GaussianBlur(0.5)), np.float32)[..., None] / 255
    colour, behind = ((np.asarray(each, np.float32) / 255) ** 2.2 for each in (product[0], ground))
    encoded = (colour * share + behind * (1 - share)) ** (1 / 2.2) * 255
    noise = np.random.default_rng(1).normal(0, 1.0, encoded.shape)
    return DrawnPhoto(Image.fromarray(np.clip(encoded + noise, 0, 255).astype(np.uint8)), share[..., 0])


def beside_its_shadow(product: tuple[Image.Image, Image.Image], color: str) -> tuple[DrawnPhoto, Model]:
    """The product lying on paper in hard light, and a model that takes its shadow for more of it."""
    shadow = ImageChops.offset(product[1], -10, 14).filter(ImageFilter.GaussianBlur(0.7))
    ground = Image.composite(Image.new("RGB", shadow.size, "#a3a29d"), plain(color), shadow)
    drawn = photo(product, ground)
    size = (2 * SIDE, 2 * SIDE)
    large = drawn.picture.resize(size, Image.Resampling.BICUBIC)
    alpha, both = (each.resize(size) for each in (product[1], ImageChops.lighter(product[1], shadow)))
    truth, seen = (np.asarray(each, np.float32) / 255 for each in (alpha, both))
    return DrawnPhoto(large, truth), sees(DrawnPhoto(large, seen), holes=True)


def sees(drawn: DrawnPhoto, *, holes: bool = False) -> Model:
    """A model that sees the true product a little too wide, without straps and, unless asked for, without holes."""
    seen = Image.fromarray((drawn.alpha * 255).astype(np.uint8)).filter(ImageFilter.MinFilter(5))
    seen = seen.filter(ImageFilter.MaxFilter(7 if holes else 9))
    if not holes:
        ImageDraw.floodfill(seen, (0, 0), 100)
        seen = seen.point(lambda level: 0 if level == 100 else 255)
    seen = seen.filter(ImageFilter.GaussianBlur(2))

    def model(picture: Image.Image) -> NDArray[np.float32]:
        part = seen.crop(_place(picture, drawn.picture)).resize(picture.size)
        return np.asarray(part, np.float32) / 255

    return model


def fills_gaps(drawn: DrawnPhoto) -> Model:
    """A model that takes what lies between leaves for leaves, as far as half their length."""
    seen = np.asarray(sees(drawn)(drawn.picture))
    middle = Image.new("L", drawn.picture.size)
    ImageDraw.Draw(middle).polygon(
        [(0.25 * SIDE, 0.3 * SIDE), (0.75 * SIDE, 0.3 * SIDE), (0.5 * SIDE, 0.7 * SIDE)], fill=255
    )
    whole = np.maximum(seen, np.asarray(middle.filter(ImageFilter.GaussianBlur(2)), np.float32) / 255)
    return sees(DrawnPhoto(drawn.picture, whole), holes=True)


def fills_wires(picture: Image.Image) -> NDArray[np.float32]:
    """A model that takes what lies between dark wires for the thing itself."""
    dark = picture.convert("L").point([255 if level < 56 else 0 for level in range(256)])
    wires = dark.resize((80, 80), Image.Resampling.BOX).point([0] * 8 + [255] * 248)
    closed = wires.filter(ImageFilter.MaxFilter(13)).filter(ImageFilter.MinFilter(13))
    return np.asarray(closed.resize(picture.size), np.float32) / 255


def _place(part: Image.Image, whole: Image.Image) -> tuple[int, int, int, int]:
    """Where the part was cropped from; the tests' photos are small enough to be looked at unreduced."""
    if part.size == whole.size:
        return (0, 0, *whole.size)
    big, small = np.asarray(whole), np.asarray(part)
    corner = np.argwhere(
        (big[: whole.height - part.height + 1, : whole.width - part.width + 1] == small[0, 0]).all(axis=2)
    )
    for top, left in corner:
        if (big[top : top + part.height, left : left + part.width] == small).all():
            return (int(left), int(top), int(left) + part.width, int(top) + part.height)
    raise AssertionError("The part is not from this photo.")
