"""Pictures from outside, made safe, and where the bytes of our own lie."""

from catalog.pictures.decoding import MAX_BYTES, MAX_PIXELS, MAX_SIDE, Decoded, NoPicture, Undecodable, decode, sha256

__all__ = ["MAX_BYTES", "MAX_PIXELS", "MAX_SIDE", "Decoded", "NoPicture", "Undecodable", "decode", "sha256"]
