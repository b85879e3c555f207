"""From a master to files that may be seen: decoding with limits, renditions, provenance."""

from renders.finishing.masters import MAX_BYTES, MAX_PIXELS, Decoded, Undecodable, decode, sha256
from renders.finishing.provenance import (
    Provenance,
    ProvenanceMissing,
    SourceType,
    gate,
    read,
)
from renders.finishing.renditions import (
    THUMBNAIL_EDGES,
    Rendition,
    delivery,
    thumbnail,
    thumbnails,
    zoom,
)

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "THUMBNAIL_EDGES",
    "Decoded",
    "Provenance",
    "ProvenanceMissing",
    "Rendition",
    "SourceType",
    "Undecodable",
    "decode",
    "delivery",
    "gate",
    "read",
    "sha256",
    "thumbnail",
    "thumbnails",
    "zoom",
]
