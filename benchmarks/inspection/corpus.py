"""The corpus: every fault on several products and grounds, each choice from its number, and clean studio pictures."""

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product as pairs

import numpy as np
from PIL import Image

from benchmarks.drawn.colour_difference import ciede2000, lab
from benchmarks.drawn.grounds import PLAIN, DrawnGround, grounds
from benchmarks.drawn.subjects import ARTWORK, WHITE, DrawnSubject, Floats, drawn, hex_colour, traced
from benchmarks.inspection.beside import NOTHING, thing_beside
from benchmarks.inspection.faults import FAULTS, Fault
from benchmarks.inspection.outlines import is_faint
from benchmarks.inspection.samples import Sample, ordered, prompt_for
from benchmarks.inspection.scenes import Scene, covered, draw
from benchmarks.inspection.shadow_side import is_side_hidden
from renders.quality import perceptual_hash
from renders.studio import draw as draw_in_studio
from renders.studio import read_brief

# A product of the demo in a swatch, or a shape that the studio never drew (no swatch).
PRODUCTS = (
    ("mug", "#c0694a"), ("bag", None), ("canister", "#d9c7ae"), ("box", None), ("sneaker", "#3b3d40"),
    ("vase", None), ("runner", "#9caf94"), ("torus", None), ("wallet", "#8a5a3c"), ("plant", None),
    ("mug", "#3b3d40"), ("canister", WHITE), ("sneaker", "#d9c7ae"),
)  # fmt: skip
KINDS = ("white", "grey", "white", "paper", "gradient", "off-white", "wood")
STUDIO_PRODUCTS = (("mug", "#c0694a"), ("canister", "#d9c7ae"), ("sneaker", "#3b3d40"), ("wallet", "#8a5a3c"),
                   ("runner", "#9caf94"), ("bottle", "#9a6a3a"))  # fmt: skip
STUDIO_GROUNDS = (
    "on a seamless white cyclorama, soft light from the upper left, contact shadow",
    "on light grey paper, even overhead light, contact shadow",
    "on a seamless sand paper background, soft light from the upper left, soft shadow",
    "soft pink gradient background, light from the right, soft shadow",
    "on a light oak countertop, window light from the left, soft shadow",
    "on a white marble countertop, light from the left, contact shadow",
    "on dark slate, rim light, soft light from the right, subtle reflection",
)


def corpus(side: int, each: int, only: tuple[str, ...] = (), half: int | None = None) -> Iterator[Sample]:
    """`each` pictures of every fault; `half` 0 or 1 draws every second of them."""
    for place, fault in enumerate(FAULTS):
        if only and not any(word in f"{fault.family} {' '.join(fault.amounts)}" for word in only):
            continue
        for turn in range(each):
            if half in (None, turn % 2):
                yield _sample(fault, place, turn, side)


def studio(side: int, seeds: int, half: int | None = None) -> Iterator[Sample]:
    """What the studio draws well: every ground and product, several seeds."""
    for (name, swatch), ground in pairs(STUDIO_PRODUCTS, STUDIO_GROUNDS):
        cutout, tint = _artwork(name)
        what = "glass bottle" if name == "bottle" else "product"
        prompt = f"One {what}, front view, centered, filling about 55% of frame, {ground}"
        order = ordered(prompt, side, swatch)
        for seed in range(seeds):
            if half in (None, seed % 2):
                picture = draw_in_studio(read_brief(prompt), cutout, tint, swatch, order.size(), seed)
                known = _painted(name, swatch)
                yield Sample(f"studio {name} {ground} {seed}", "studio", seed, picture, order, artwork=known)


def _sample(fault: Fault, place: int, turn: int, side: int) -> Sample:
    number = place * 7 + turn
    name, swatch = _product(number, fault)
    kind = "white" if fault.needs == "white" else KINDS[(turn + place) % len(KINDS)]
    subject = subject_of(name, swatch, side)
    if fault.shifted:
        subject = _shifted(subject, fault.shifted, number)
    if fault.blown or fault.crushed:
        subject = _clipped(subject, fault.blown, fault.crushed)
    scene = _scene(
        fault, subject_of(*_product(number + 1, fault), side) if fault.is_other_product else subject, kind, number
    )
    random = np.random.default_rng(number + 5000)
    picture = draw(scene, side)
    if fault.after:
        picture = fault.after(picture, random)
    beside = thing_beside(scene) if fault.family == "extra" else NOTHING
    prompt = prompt_for(kind, fill=fault.ordered_fill or scene.fill, light=fault.light)
    sample = Sample(
        f"{fault.name}: {name}{swatch or ''} on {scene.ground.name}, number {number}",
        fault.family,
        turn,
        picture,
        ordered(prompt, side, swatch, fault.aspect),
        {
            **fault.amounts,
            **beside.amounts,
            **_lost(fault.aspect, covered(scene, side)),
            "exposure_clipped": _without_detail(scene, side) * 100,
        },
        fault.unsaid | beside.unsaid | _unseen(fault, name, scene, side),
        _cutout(subject_of(name, swatch, side)),
        is_grained=kind == "wood",
        has_fine_parts=name == "plant",
        is_faint=is_faint(picture, covered(scene, side)),
    )
    if fault.twin:
        other = replace(scene, quality=80, noise=0.004, centre=scene.centre if fault.twin == "same" else (0.46, 0.53))
        sample = replace(sample, siblings={1: perceptual_hash(draw(other, side))})
    return replace(sample, file=_torn(picture, random)) if fault.is_torn else sample


def _unseen(fault: Fault, name: str, scene: Scene, side: int) -> frozenset[str]:
    """What nobody sees of this product: the turn of a round one, the side of a shadow that lies under a flat one."""
    turn = {"turned"} if name == "torus" else set()
    is_hidden = "shadow_wrong_side" in fault.amounts and is_side_hidden(scene, side)
    return frozenset(turn | ({"shadow_wrong_side"} if is_hidden else set()))


def _product(number: int, fault: Fault) -> tuple[str, str | None]:
    named = [product for product in PRODUCTS if product[1]] if fault.needs == "swatch" else PRODUCTS
    return named[number % len(named)]


def _scene(fault: Fault, subject: DrawnSubject, kind: str, number: int) -> Scene:
    ground = _ground(kind, number) if fault.level is None else level_ground(fault.level)
    scene = Scene(subject, ground, number, **fault.scene)
    if fault.cut:
        scene = replace(scene, centre=_beyond(fault.cut, subject, scene.fill))
    if not fault.beside:
        return scene
    other = subject if fault.beside == "same" else subject_of(*PRODUCTS[(number + 3) % len(PRODUCTS)], 512)
    foot = 0.5 + scene.fill * _shares(subject)[1] / 2
    return replace(scene, beside=((other, fault.beside_fill, 0.76, foot),))


def _lost(aspect: str, alpha: Floats) -> dict[str, float]:
    """What a square picture lacks in the ordered ratio, and what a crop takes away of the product's length."""
    wide, tall = (int(number) for number in aspect.split(":"))
    if wide == tall:
        return {}
    across = wide < tall
    seen = np.flatnonzero((alpha > 0.3).any(0 if across else 1))
    length = (seen[-1] + 1 - seen[0]) / len(alpha)
    kept = min(wide / tall, tall / wide)
    return {
        "ratio_differs_from_order": abs(tall / wide - 1) * 100,
        "crop_loses_product": max((1 - kept / float(length)) * 100, 0.0),
    }


def _beyond(side: str, subject: DrawnSubject, fill: float) -> tuple[float, float]:
    """The centre with which a sixth of the product lies beyond this side of the frame."""
    wide, tall = (share * fill / 3 for share in _shares(subject))
    return {"left": (wide, 0.5), "right": (1 - wide, 0.5), "top": (0.5, tall), "bottom": (0.5, 1 - tall)}[side]


def _shares(subject: DrawnSubject) -> tuple[float, float]:
    """Width and height as shares of the larger."""
    seen = subject.alpha > 0.3
    wide, tall = (float(np.ptp(np.flatnonzero(seen.any(axis)))) + 1 for axis in (0, 1))
    return wide / max(wide, tall), tall / max(wide, tall)


@cache
def _by_kind() -> dict[str, list[DrawnGround]]:
    found: dict[str, list[DrawnGround]] = {kind: [] for kind in (*PLAIN, "wood")}
    for ground in grounds([]):
        if ground.kind in found and ground.name not in ("grey 3", "gradient 3"):
            found[ground.kind].append(ground)
    found["white"] = [level_ground(255)]
    return found


def _ground(kind: str, number: int) -> DrawnGround:
    of_kind = _by_kind()[kind]
    return of_kind[number % len(of_kind)]


def level_ground(level: int) -> DrawnGround:
    light = hex_colour(f"#{level:02x}{level:02x}{level:02x}")
    return DrawnGround(f"white {level}", "white", lambda side, random: np.full((side, side, 3), light, np.float32))


@cache
def subject_of(name: str, swatch: str | None, side: int) -> DrawnSubject:
    return traced(name, "front", swatch, side) if swatch else drawn(name, side)


def _shifted(subject: DrawnSubject, away: float, number: int) -> DrawnSubject:
    """Its colour moved in a direction of its number's, until the mean of what was painted is so far (CIEDE2000)."""
    turn = np.random.default_rng(number).uniform(0, 2 * np.pi)
    aim = np.array((0.25, np.cos(turn), np.sin(turn)))
    seen = subject.alpha > 0.9
    before = subject.colour[seen][::17]
    low, high = 0.0, 80.0
    for _ in range(24):
        middle = (low + high) / 2
        apart = float(ciede2000(lab(before).mean(0), lab(_moved(before, aim * middle)).mean(0)))
        low, high = (middle, high) if apart < away else (low, middle)
    colour = subject.colour.copy()
    colour[subject.alpha > 0] = _moved(colour[subject.alpha > 0], aim * low)
    return replace(subject, colour=colour.astype(np.float32))


def _clipped(subject: DrawnSubject, blown: float, crushed: float) -> DrawnSubject:
    """So much light on it that this share of it is white, or so little that this share is black."""
    seen = subject.colour[subject.alpha > 0.5]
    white = float(np.quantile(seen.min(axis=1), 1 - blown)) if blown else 1.0
    black = float(np.quantile(seen.max(axis=1), crushed)) if crushed else 0.0
    return replace(subject, colour=np.clip((subject.colour - black) / (white - black), 0, 1).astype(np.float32))


def _without_detail(scene: Scene, side: int) -> float:
    """The share of the product that is white or black in its picture before noise and JPEG."""
    picture = draw(replace(scene, noise=0.0, quality=100), side)
    seen = np.asarray(picture)[covered(scene, side) > 0.5]
    return float(((seen.min(axis=1) >= 254) | (seen.max(axis=1) <= 1)).mean())


def _moved(colours: Floats, by: Floats) -> Floats:
    """Colours moved in CIELAB, back in linear light."""
    moved = lab(colours) + by
    y = (moved[..., 0] + 16) / 116
    root = np.stack([y + moved[..., 1] / 500, y, y - moved[..., 2] / 200], axis=-1)
    ratio = np.where(root > 6 / 29, root**3, (116 * root - 16) * 27 / 24389)
    to_rgb = np.linalg.inv(
        np.array(
            [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
        )
    )
    return np.clip(ratio * np.array([0.95047, 1.0, 1.08883]) @ to_rgb.T, 0, 1)


def _cutout(subject: DrawnSubject) -> Image.Image:
    """The product as its file shows it: sRGB with alpha."""
    light = np.clip(subject.colour, 0, 1)
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    planes = np.concatenate([encoded, subject.alpha[..., None]], axis=2)
    return Image.fromarray(np.rint(planes * 255).astype(np.uint8))


@cache
def _artwork(name: str) -> tuple[Image.Image, Image.Image]:
    files = (ARTWORK / f"{name}-front.png", ARTWORK / f"{name}-front-tint.png")
    cutout, tint = (Image.open(path) for path in files)
    return cutout.convert("RGBA").reduce(2), tint.convert("L").reduce(2)


@cache
def _painted(name: str, swatch: str) -> Image.Image:
    # A bottle's liquid has no place that the swatch covers wholly.
    return _cutout(traced(name, "front", None if name == "bottle" else swatch, 512))


def _torn(picture: Image.Image, random: np.random.Generator) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    data = file.getvalue()
    return data[: int(len(data) * random.uniform(0.4, 0.8))]
