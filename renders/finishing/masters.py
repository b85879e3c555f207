"""Masters are decoded as uploads are: the decoder stands in the catalogue, which may not know this room."""

from catalog.pictures import MAX_BYTES, MAX_PIXELS, Decoded, Undecodable, decode, sha256

__all__ = ["MAX_BYTES", "MAX_PIXELS", "Decoded", "Undecodable", "decode", "sha256"]
