"""Colour arithmetic: sRGB bytes, linear light and CIE Lab.

Formulas: IEC 61966-2-1 (sRGB) and CIE 1976 L*a*b* with the D65 white point.
"""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renders.studio.vocabulary import StudioError

Floats = NDArray[np.floating[Any]]
Bytes = NDArray[np.uint8]

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
_ENCODE_STEPS = 16384
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def _decode(encoded: Floats) -> Floats:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _encode(linear: Floats) -> Floats:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)


_DECODE_TABLE: Floats = _decode(np.arange(256) / 255).astype(np.float32)
_ENCODE_TABLE: Floats = (_encode(np.arange(_ENCODE_STEPS) / (_ENCODE_STEPS - 1)) * 255).astype(np.float32)


def linear_of(encoded: Bytes) -> Floats:
    """Linear light 0..1 of sRGB bytes, same shape."""
    return _DECODE_TABLE[encoded]


def encoded_of(linear: Floats) -> Floats:
    """sRGB levels 0..255 (not yet rounded) of linear light, clipped to 0..1, same shape."""
    steps = np.clip(linear, 0, 1)
    steps *= _ENCODE_STEPS - 1
    steps += 0.5
    return _ENCODE_TABLE[steps.astype(np.uint16)]


def linear_hex(code: str) -> Floats:
    """Linear RGB (3,) of "#rrggbb"; raises StudioError when it is no such code."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", code):
        raise StudioError(f"“{code}” is not a colour. Write it as # and six digits, for example #d9c7ae.")
    return linear_of(np.frombuffer(bytes.fromhex(code[1:]), dtype=np.uint8))


def lab_of(linear: Floats) -> Floats:
    """CIE L*a*b* (D65) of linear RGB in the last axis."""
    ratio = np.clip(linear.astype(np.float64), 0, None) @ _TO_XYZ.T / _WHITE
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def linear_from_lab(lab: Floats) -> Floats:
    """Linear RGB of CIE L*a*b* (D65); may lie outside 0..1 for colours sRGB has not."""
    y = (lab[..., 0] + 16) / 116
    root = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], axis=-1)
    ratio = np.where(root > 6 / 29, root**3, (116 * root - 16) * 27 / 24389)
    return np.asarray(ratio * _WHITE @ np.linalg.inv(_TO_XYZ).T)
