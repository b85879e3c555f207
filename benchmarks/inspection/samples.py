"""A picture of the corpus, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from renders.contracts import GenerationContract

PHRASES = {
    "white": "on a seamless white cyclorama",
    "off-white": "on off-white paper",
    "grey": "on grey paper",
    "paper": "on coloured paper",
    "gradient": "soft gradient background",
    "wood": "on an oak countertop",
}


@dataclass(frozen=True)
class Sample:
    """`amounts` says by how much it has each fault, in the unit of the fault's limit; a fault not named it has not.

    Of the codes in `unsaid` nobody can tell whether they hold. `artwork` is the product as it really is, if known. On
    a grained ground no product can be parted from its ground, and where its outline is faint only a part of it can. One
    `has_fine_parts` whose outline is lost in a small copy.
    `file` are the bytes where those are at fault.
    """

    name: str
    family: str
    number: int
    picture: Image.Image
    order: GenerationContract
    amounts: Mapping[str, float] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()
    artwork: Image.Image | None = None
    siblings: Mapping[int, int] = field(default_factory=dict)
    file: bytes | None = None
    is_grained: bool = False
    is_faint: bool = False
    has_fine_parts: bool = False


def ordered(prompt: str, side: int, swatch: str | None = None, aspect: str = "1:1") -> GenerationContract:
    return GenerationContract.from_payload(
        {
            "sku": "corpus-01",
            "product": "Product",
            "colorway": {"name": "Own", "words": "own colour"} | ({"swatch": swatch} if swatch else {}),
            "variant": "own",
            "placement": "pdp-main",
            "aspect": aspect,
            "template": "packshot",
            "version": 1,
            "prompt_digest": "a" * 64,
            "prompt": prompt,
            "provider": "corpus",
            "model": "corpus-1",
            "parameters": {"long_edge": side},
            "style": "realistic",
        }
    )


def prompt_for(kind: str, *, fill: float = 0.6, light: str = "upper left") -> str:
    return (
        f"One product, front view, centered, filling about {fill:.0%} of frame, {PHRASES[kind]}, "
        f"soft light from the {light}, soft shadow"
    )
