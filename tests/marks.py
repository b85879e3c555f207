"""What a file says of itself, read by Exiv2, which shares no code with what writes it."""

import exiv2

SOURCE_TYPE, AI_SYSTEM, AI_VERSION = (
    f"Xmp.iptcExt.{name}" for name in ("DigitalSourceType", "AISystemUsed", "AISystemVersionUsed")
)
TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def read_marks(data: bytes) -> dict[str, str]:
    """The XMP properties of a JPEG, PNG, WebP or AVIF by Exiv2's names."""
    image = exiv2.ImageFactory.open(data)
    image.readMetadata()
    return {found.key(): found.toString() for found in image.xmpData()}
