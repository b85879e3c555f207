"""Files made from a master that people and channels may see, and the provenance written into them."""

from renders.finishing.deliveries import FileRules, TooManyBytes, delivery
from renders.finishing.from_bytes import (
    ON_REQUEST,
    ReceivedPicture,
    deliver,
    derive,
    derive_reference,
    receive,
    received,
)
from renders.finishing.media_types import CONTENT_TYPES, EXTENSIONS, FORMATS, Format, MediaType
from renders.finishing.provenance import (
    Provenance,
    ProvenanceMissing,
    SourceType,
    read_provenance,
    require_provenance,
)
from renders.finishing.renditions import (
    THUMBNAIL_EDGES,
    DerivedFile,
    thumbnail,
    thumbnails,
    zoom,
)

__all__ = [
    "CONTENT_TYPES",
    "EXTENSIONS",
    "FORMATS",
    "ON_REQUEST",
    "THUMBNAIL_EDGES",
    "DerivedFile",
    "FileRules",
    "Format",
    "MediaType",
    "Provenance",
    "ProvenanceMissing",
    "ReceivedPicture",
    "SourceType",
    "TooManyBytes",
    "deliver",
    "delivery",
    "derive",
    "derive_reference",
    "read_provenance",
    "receive",
    "received",
    "require_provenance",
    "thumbnail",
    "thumbnails",
    "zoom",
]
