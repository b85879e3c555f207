"""An uploaded picture of which nobody said what it is: kind and view guessed from pixels and name. No Django."""

import re

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.pictures.visible import VISIBLE, visible_box

# How alike a silhouette is to itself upside down: round and long things are, seen from above, and so is no standing
# product but a box, which fills its frame. Measured on the demo's 18 cutouts.
SAME_UPSIDE_DOWN, NEARLY_SAME, FULL = 0.985, 0.925, 0.85
# A label is one flat colour with letters on it: how much of it that colour covers, how often a line of it changes
# between ground and ink, and how many levels apart those are. Products on white change 2 to 8 times, labels 10 to 26.
LABEL_GROUND, LABEL_CHANGES, INK_LEVELS = 0.8, 10, 40
# In how many of 64 bits two pictures of the same thing differ at most, and in how many levels of mean colour.
ALIKE_BITS, ALIKE_LEVELS = 5, 10
_EDGE, _LABEL_EDGE = 96, 256
# Words by which photographers and shops name the side that a file shows.
VIEW_WORDS = {
    "three-quarter": {"three quarter", "threequarter", "3q", "angled", "perspective"},
    "top": {"top", "above", "overhead", "top down", "topdown", "flat lay", "flatlay"},
    "front": {"front", "frontal"},
}


def view_of(cutout: Image.Image) -> str:
    """ "top" where the silhouette is that of something seen from above, else "front"."""
    box = visible_box(cutout)
    if box is None:
        return "front"
    shape = np.asarray(cutout.getchannel("A").crop(box).resize((_EDGE, _EDGE))) >= max(VISIBLE, 128)
    same = float((shape & shape[::-1]).sum() / max((shape | shape[::-1]).sum(), 1))
    is_top = same >= SAME_UPSIDE_DOWN or (same >= NEARLY_SAME and float(shape.mean()) <= FULL)
    return "top" if is_top else "front"


def view_in_name(name: str, of_product: str = "") -> str:
    """The view that a file's name says, as in mug_front-02.jpg or MugTop.jpg; empty where it says none, or more than
    one. Words of the product's own name, as of a tank top, say nothing."""
    own = set(words_in(of_product))
    said = f" {' '.join(word for word in words_in(name) if word not in own)} "
    found = [view for view, named in VIEW_WORDS.items() if any(f" {words} " in said for words in named)]
    return found[0] if len(found) == 1 else ""


def words_in(name: str) -> list[str]:
    """In small letters, apart where the name has no letter or begins a word with a capital one."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", " ", name).lower().split()


def is_label(image: Image.Image) -> bool:
    """Whether it is letters on one flat colour."""
    small = image.convert("RGB")
    small.thumbnail((_LABEL_EDGE, _LABEL_EDGE))
    pixels = np.asarray(small).astype(np.int32)
    steps = (pixels >> 4) @ np.array([256, 16, 1])
    colours, counts = np.unique(steps, return_counts=True)
    if counts.max() / counts.sum() < LABEL_GROUND:
        return False
    ground = pixels[steps == colours[counts.argmax()]].mean(axis=0)
    ink = np.abs(pixels - ground).max(axis=2) > INK_LEVELS
    lines = ink[ink.any(axis=1)]
    return bool(len(lines) and np.median((lines[:, 1:] != lines[:, :-1]).sum(axis=1)) >= LABEL_CHANGES)


def fingerprint_of(image: Image.Image) -> str:
    """64 bits that say where it becomes lighter from left to right, and its mean colour, as 22 hexadecimal digits."""
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    grey = np.asarray(ground.convert("L").resize((9, 8), Image.Resampling.BOX), dtype=np.int16)
    bits = np.packbits(grey[:, 1:] > grey[:, :-1])
    mean: NDArray[np.uint8] = np.asarray(ground.resize((1, 1), Image.Resampling.BOX)).reshape(3)
    return bits.tobytes().hex() + mean.tobytes().hex()


def look_alike(one: str, other: str) -> bool:
    """Whether two fingerprints are of nearly the same picture; an empty one is like no other."""
    if not one or not other:
        return False
    first, second = bytes.fromhex(one), bytes.fromhex(other)
    away = (int.from_bytes(first[:8]) ^ int.from_bytes(second[:8])).bit_count()
    levels = max(abs(a - b) for a, b in zip(first[8:], second[8:], strict=True))
    return away <= ALIKE_BITS and levels <= ALIKE_LEVELS
