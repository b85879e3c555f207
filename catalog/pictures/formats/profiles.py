"""The colour space of a picture as an ICC profile, whichever way its file says it."""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.pictures.formats.png_chunks import leading_chunks
from catalog.texts import gettext as _

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]
# Red, green, blue and white, each x and y of CIE 1931.
Primaries = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

D65, D50_XYZ = (0.3127, 0.3290), np.array([0.9642, 1.0, 0.8249])
SRGB: Primaries = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), D65)
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
CURVE_STEPS = 1024
# What PNG writers mean by sRGB where they have no chunk for it; gamma as PNG writes it.
SRGB_GAMMA, NEAR = 0.45455, 0.001
GAMMAS = (0.05, 5.0)


def srgb_curve(level: Floats) -> Floats:
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)


def power(exponent: float) -> Curve:
    return lambda level: level**exponent


# ITU-T H.273, which cICP takes its numbers from.
CICP_PRIMARIES: dict[int, tuple[str, Primaries]] = {
    1: ("BT.709", SRGB),
    5: ("BT.601", ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06), D65)),
    6: ("BT.601", ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), D65)),
    9: ("BT.2020", ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), D65)),
    12: ("Display P3", ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), D65)),
}
CICP_CURVES: dict[int, Curve] = {
    **dict.fromkeys((1, 6, 14, 15), power(2.4)),  # as screens show video, and Chromium pictures
    4: power(2.2),
    5: power(2.8),
    8: power(1.0),
    13: srgb_curve,
}


@dataclass(frozen=True)
class ColourSpace:
    """`icc` is empty for sRGB, and for what cannot be converted: then `note` says so."""

    icc: bytes = b""
    note: str = ""


def colour_space(data: bytes, image: Image.Image) -> ColourSpace:
    """What the pixels mean. In a PNG cICP wins over a profile, a profile over sRGB, and that over gAMA with cHRM."""
    icc = image.info.get("icc_profile") or b""
    if image.format != "PNG":
        return ColourSpace(icc)
    chunks = leading_chunks(data)
    if len(cicp := chunks.get(b"cICP", b"")) == 4:
        return _of_cicp(*cicp)
    if icc or b"sRGB" in chunks or b"gAMA" not in chunks:
        return ColourSpace(icc)
    return _of_gamma(image.info)


def _of_cicp(primaries: int, transfer: int, matrix: int, full_range: int) -> ColourSpace:
    named, curve = CICP_PRIMARIES.get(primaries), CICP_CURVES.get(transfer)
    if named is None or curve is None or matrix != 0 or full_range != 1:
        kind = {16: "HDR, PQ", 18: "HDR, HLG"}.get(transfer, f"cICP {primaries}, {transfer}, {matrix}, {full_range}")
        return ColourSpace(
            note=_("Its colours (%(kind)s) cannot be converted and were taken as sRGB.") % {"kind": kind}
        )
    if (primaries, transfer) == (1, 13):
        return ColourSpace()
    return ColourSpace(made_profile(named[0], named[1], curve))


def _of_gamma(info: Mapping[Any, Any]) -> ColourSpace:
    """Without primaries they are those of sRGB, as browsers have it."""
    gamma = float(info.get("gamma", 0))
    if not GAMMAS[0] <= gamma <= GAMMAS[1]:
        return ColourSpace(note=_("Its gamma of %(gamma)s means nothing and was left out.") % {"gamma": f"{gamma:g}"})
    x_white, y_white, *rest = info.get("chromaticity", (*D65, *(each for pair in SRGB[:3] for each in pair)))
    red, green, blue = ((rest[at], rest[at + 1]) for at in (0, 2, 4))
    primaries = (red, green, blue, (x_white, y_white))
    has_srgb_primaries = all(
        abs(a - b) < NEAR for one, two in zip(primaries, SRGB, strict=True) for a, b in zip(one, two, strict=True)
    )
    if has_srgb_primaries and abs(gamma - SRGB_GAMMA) < NEAR:
        return ColourSpace()
    try:
        name = f"gamma {1 / gamma:.2f}" + ("" if has_srgb_primaries else ", primaries of its own")
        return ColourSpace(made_profile(name, primaries, power(1 / gamma)))
    except (np.linalg.LinAlgError, ValueError, OverflowError):
        return ColourSpace(note=_("Its primaries mean nothing and were left out."))


def made_profile(name: str, primaries: Primaries, curve: Curve) -> bytes:
    """An ICC profile, version 2, of three primaries and one curve. ValueError for primaries that span nothing."""
    columns = _to_d50(primaries)
    levels = np.clip(curve(np.linspace(0, 1, CURVE_STEPS)), 0, 1)
    table = b"curv" + bytes(4) + struct.pack(">I", CURVE_STEPS) + np.round(levels * 65535).astype(">u2").tobytes()
    text = name.encode("ascii", "replace") + b"\0"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78),
        b"wtpt": _xyz(D50_XYZ),
        **{kind: _xyz(columns[:, at]) for at, kind in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), table),
    }
    return _packed(tags)


def _to_d50(primaries: Primaries) -> Floats:
    """The matrix from linear RGB to XYZ under D50, as ICC wants it."""
    red, green, blue, white = (np.array([x / y, 1.0, (1 - x - y) / y]) for x, y in _usable(primaries))
    colours = np.stack([red, green, blue], axis=1)
    scaled = colours * np.linalg.solve(colours, white)
    cones = BRADFORD @ np.stack([white, D50_XYZ], axis=1)
    matrix = np.linalg.inv(BRADFORD) @ np.diag(cones[:, 1] / cones[:, 0]) @ BRADFORD @ scaled
    if not np.isfinite(matrix).all() or np.abs(matrix).max() > 4:
        raise ValueError("primaries that span nothing")
    return np.asarray(matrix)


def _usable(primaries: Primaries) -> Primaries:
    if any(y <= 0 for _, y in primaries):
        raise ValueError("a primary without brightness")
    return primaries


def _xyz(values: Floats) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(float(value) * 65536) for value in values))


def _packed(tags: dict[bytes, bytes]) -> bytes:
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for kind, content in tags.items():
        padded = content + bytes(-len(content) % 4)
        table += kind + struct.pack(">II", start + len(body), len(content))
        body += padded
    whole = struct.pack(">I", len(tags)) + table + body
    white = struct.pack(">3i", *(round(float(value) * 65536) for value in D50_XYZ))
    head = struct.pack(">I4xI4s4s4s", 128 + len(whole), 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    return (head + bytes(28) + white).ljust(128, b"\0") + whole
