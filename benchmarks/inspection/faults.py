"""What is done to a product's picture, and by how much: one line a picture that is drawn several times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.inspection.scenes import corner_light
from renders.quality import SHIPPED

Change = Callable[[Image.Image, np.random.Generator], Image.Image]

SHAPE = frozenset({"silhouette_drift", "product_differs"})
FRAMING = frozenset({"fill_differs_from_order", "subject_off_centre", "subject_cut_off"})
SHADOW = frozenset({"shadow_missing", "shadow_wrong_side", "floating", "shadow_hard"})
# A product that the frame cuts has no whole shape, fill or shadow.
CUT = SHAPE | SHADOW | {"fill_differs_from_order", "subject_off_centre", "turned"}
CUT_SIDES = ("left", "right", "top", "bottom")
FINE = frozenset({"soft", "noise", "banding", "jagged_edge", "halo", "low_contrast"})


@dataclass(frozen=True)
class Fault:
    """`scene` are fields of the scene; `after` changes the photographed picture. `unsaid` see `Sample`.

    `beside` is the second thing in the picture: "same" or "other". `shifted` is the colour's distance from the
    swatch, `blown` and `crushed` the shares of the product without detail, `needs` "swatch" or "white" where only such
    a product or ground will do.
    """

    family: str
    name: str
    amounts: Mapping[str, float] = field(default_factory=dict)
    scene: Mapping[str, Any] = field(default_factory=dict)
    after: Change | None = None
    unsaid: frozenset[str] = frozenset()
    beside: str = ""
    beside_fill: float = 0.0
    shifted: float = 0.0
    blown: float = 0.0
    crushed: float = 0.0
    level: int | None = None
    ordered_fill: float | None = None
    light: str = "upper left"
    cut: str = ""
    aspect: str = "1:1"
    needs: str = ""
    is_other_product: bool = False
    twin: str = ""
    is_torn: bool = False


def _blur(radius: float) -> Change:
    return lambda picture, random: picture.filter(ImageFilter.GaussianBlur(radius))


def _noise(levels: float) -> Change:
    def change(picture: Image.Image, random: np.random.Generator) -> Image.Image:
        grain = random.normal(0, levels, (picture.height, picture.width, 1))
        return Image.fromarray((np.asarray(picture, np.float32) + grain).clip(0, 255).astype(np.uint8))

    return change


def _vignette(fall: float) -> Change:
    def change(picture: Image.Image, random: np.random.Generator) -> Image.Image:
        light = corner_light(picture.width, fall)[..., None] ** (1 / 2.2)
        return Image.fromarray(np.rint(np.asarray(picture, np.float32) * light).astype(np.uint8))

    return change


def _clean() -> list[Fault]:
    return [
        Fault("clean", "clean"),
        Fault("clean", "light from the right", scene={"light": 1}, light="upper right"),
        Fault("clean", "clean, smaller", scene={"fill": 0.45}),
        Fault("clean", "clean, larger", scene={"fill": 0.75}),
    ]


def _unsaid_of_blur(radius: float) -> frozenset[str]:
    if radius <= 1:
        return frozenset()
    # Blurred by more than they are wide, straps and thin legs are gone, and nobody can say where the product ends.
    return FINE - {"soft"} | SHADOW | SHAPE | (FRAMING if radius > 2 else frozenset())


def _whole_picture() -> list[Fault]:
    faults = [
        # A lens of 0.45 to 0.6 pixels is in every picture; the rise from 10 to 90 % is 2.563 sigma.
        Fault("blur", f"blur {radius}", {"soft": 2.563 * float(np.hypot(radius, 0.55))}, after=_blur(radius),
              unsaid=_unsaid_of_blur(radius))
        for radius in (0.5, 1.0, 2.0, 3.0, 5.0)
    ]  # fmt: skip
    faults += [
        Fault("noise", f"noise {levels}", {"noise": levels}, after=_noise(levels), unsaid=FINE - {"noise"})
        for levels in (2.0, 4.0, 8.0, 14.0, 20.0)
    ]
    faults += [
        Fault(
            "blocks",
            f"JPEG {quality}",
            scene={"quality": quality},
            # Its blocks end in straight lines of several levels where light falls off.
            unsaid=FINE | {"ground_uneven", "seam"},
        )
        for quality in (12, 25, 45)
    ]
    faults += [
        Fault("level", f"ground {level}", {"ground_not_white": 255 - level}, level=level, needs="white")
        for level in (253, 245, 235)
    ]
    faults += [
        Fault("vignette", f"vignette {fall}", {"ground_uneven": levels}, after=_vignette(fall), needs="white",
              unsaid=frozenset({"ground_not_white"}))
        for fall, levels in ((0.01, 0.8), (0.2, 18.0), (0.4, 40.0))
    ]  # fmt: skip
    faults.append(Fault("twin", "drawn twice", {"near_duplicate": 2}, twin="same"))
    faults.append(Fault("twin", "drawn elsewhere", {"near_duplicate": 0}, twin="moved"))
    faults.append(Fault("torn", "file cut short", {"damaged": 2}, is_torn=True, unsaid=FINE | FRAMING | SHADOW | SHAPE))
    return faults


def _joined(step: float) -> Change:
    def change(picture: Image.Image, random: np.random.Generator) -> Image.Image:
        levels = np.asarray(picture, np.float32).copy()
        levels[:, round(picture.width * random.uniform(0.1, 0.9)) :] -= step
        return Image.fromarray(levels.clip(0, 255).astype(np.uint8))

    return change


def _stepped(step: int) -> Change:
    """Light that falls to the corners, in steps."""

    def change(picture: Image.Image, random: np.random.Generator) -> Image.Image:
        levels = np.asarray(_vignette(0.5)(picture, random)) // step * step
        return Image.fromarray(levels)

    return change


def _of_the_ground() -> list[Fault]:
    unsaid = FINE | SHADOW | frozenset({"ground_not_white", "ground_uneven", "colour_off_swatch", "exposure_clipped"})
    faults = [
        Fault("seam", f"seam of {step} levels", {"seam": step}, after=_joined(step), unsaid=unsaid)
        for step in (1.0, 2.0, 4.0, 8.0)
    ]
    faults += [
        Fault("banding", f"light in steps of {step}", {"banding": step}, after=_stepped(step), needs="white",
              unsaid=unsaid - {"banding"} | {"seam"})
        for step in (1, 4, 8)
    ]  # fmt: skip
    return faults


def _framing() -> list[Fault]:
    faults = [
        Fault("fill", f"fill {fill:.0%}", {"fill_differs_from_order": abs(fill - 0.6) * 100},
              scene={"fill": fill}, ordered_fill=0.6)
        for fill in (0.3, 0.4, 0.48, 0.55, 0.65, 0.72, 0.8, 0.95)
    ]  # fmt: skip
    faults += [
        Fault("centre", f"{away:.0%} aside", {"subject_off_centre": away * 100},
              scene={"fill": 0.45, "centre": (0.5 + away * side, 0.5)})
        for away, side in ((0.03, 1), (0.06, -1), (0.11, -1), (0.15, 1), (0.2, -1))
    ]  # fmt: skip
    # By how much depends on the product: see the corpus.
    faults += [
        Fault("crop", f"ordered {aspect}, fill {fill:.0%}", scene={"fill": fill}, ordered_fill=fill, aspect=aspect)
        for aspect, fill in (("4:5", 0.6), ("4:5", 0.9), ("2:3", 0.85), ("16:9", 0.8), ("9:16", 0.7), ("4:3", 0.7))
    ]
    faults += [Fault("cut", f"cut at the {side}", {"subject_cut_off": 2}, cut=side, unsaid=CUT) for side in CUT_SIDES]
    return faults


def _product() -> list[Fault]:
    faults = [
        Fault("turned", f"turned {degrees}°", {"turned": abs(degrees)}, scene={"turned": degrees},
              unsaid=SHAPE | {"floating", "shadow_missing"})
        for degrees in (-1.5, 3.0, -6.0, 9.0, -15.0)
    ]  # fmt: skip
    faults += [
        Fault("stretched", f"stretched {share:+.0%}",
              {"silhouette_drift": abs(share) * 100, "product_differs": abs(share) * 100}, scene={"stretched": share})
        for share in (0.03, -0.03, 0.1, -0.1, 0.15)
    ]  # fmt: skip
    faults.append(
        Fault("other", "another product", {"silhouette_drift": 40, "product_differs": 40}, is_other_product=True,
              unsaid=frozenset({"turned", "colour_off_swatch"}))
    )  # fmt: skip
    faults += [
        Fault("colour", f"ΔE {away}", {"colour_off_swatch": away}, shifted=away, needs="swatch",
              unsaid=frozenset({"product_differs"}))
        for away in (2.0, 4.0, 10.0, 14.0, 20.0)
    ]  # fmt: skip
    faults += [
        Fault("second", f"second product {share:.0%}", {"second_subject": 2},
              scene={"fill": 0.4, "centre": (0.29, 0.5)}, beside="same", beside_fill=0.4 * share,
              unsaid=FRAMING | SHADOW | SHAPE | {"extra_object"})
        for share in (1.0, 0.8)
    ]  # fmt: skip
    faults += [
        # Which of the two codes it has depends on its size: see `beside`.
        Fault("extra", f"foreign thing {fill:.0%}", scene={"fill": 0.45, "centre": (0.4, 0.5)},
              beside="other", beside_fill=fill, unsaid=FRAMING | SHADOW | SHAPE)
        for fill in (0.06, 0.12, 0.2)
    ]  # fmt: skip
    return faults


def _edges() -> list[Fault]:
    faults = [
        Fault("halo", f"halo {wide} px", {"halo": wide}, scene={"halo": wide},
              unsaid=FINE - {"halo"} | SHAPE | {"colour_off_swatch", "shadow_missing", "floating"})
        for wide in (1, 3, 4, 6)
    ]  # fmt: skip
    faults += [
        Fault("jagged", f"steps of {steps} px", {"jagged_edge": steps}, scene={"steps": steps},
              # A strap thinner than a step is lost with it, which leaves another shape and another box.
              unsaid=FINE - {"jagged_edge"} | (SHAPE | FRAMING if steps > 1 else frozenset()))
        for steps in (1, 3, 4)
    ]  # fmt: skip
    return faults


def _exposure() -> list[Fault]:
    unsaid = FINE | {"colour_off_swatch"}
    faults = [
        # White as its ground, nobody can say where it ends.
        Fault("exposed", f"{share:.0%} white", blown=share, unsaid=unsaid | SHAPE | FRAMING | SHADOW)
        for share in (0.1, 0.35, 0.6)
    ]
    return faults + [Fault("exposed", f"{share:.0%} black", crushed=share, unsaid=unsaid) for share in (0.1, 0.35, 0.6)]


def _shadows() -> list[Fault]:
    framing = frozenset({"subject_off_centre", "fill_differs_from_order"})
    others = SHADOW - {"shadow_missing"}
    faults = [
        Fault("shadow", "no shadow", {"shadow_missing": 2}, scene={"softness": None}, unsaid=others),
        Fault("shadow", "shadow towards the light", {"shadow_wrong_side": 2}, scene={"light": 1}),
        Fault("shadow", "shadow towards the right light", {"shadow_wrong_side": 2}, light="upper right"),
    ]  # fmt: skip
    faults += [
        # Its edge rises from 10 to 90 % in 2.563 sigma. None is as sharp as 0: the lens makes it half a percent.
        Fault("shadow", f"shadow blurred by {share:.1%}",
              {"shadow_hard": SHIPPED["shadow_hard"].limit / (256.3 * max(share, 0.005))},
              scene={"softness": share}, unsaid=framing)
        for share in (0.0, 0.004, 0.008, 0.02, 0.035)
    ]  # fmt: skip
    faults += [
        Fault("floating", f"{share:.0%} above its shadow", {"floating": share * 100}, scene={"lifted": share},
              unsaid=frozenset({"subject_off_centre"}))
        for share in (0.01, 0.02, 0.04, 0.06, 0.1)
    ]  # fmt: skip
    return faults


FAULTS = (
    *_clean(),
    *_whole_picture(),
    *_of_the_ground(),
    *_framing(),
    *_product(),
    *_edges(),
    *_shadows(),
    *_exposure(),
)
