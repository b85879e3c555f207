"""How a picture was made, written into the file for search engines and marketplaces.

The IPTC property `DigitalSourceType` is stored as XMP. Saving a picture again drops it silently, so
it is written with the last encoding and read back from the finished bytes before they are delivered.
"""

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from PIL import Image

from catalog.texts import gettext as _

_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_PROPERTY = f"{{{_NAMESPACES['Iptc4xmpExt']}}}DigitalSourceType"
_TOOL = "Packshot"


class SourceType(StrEnum):
    """The IPTC terms for our pictures, written as the http addresses that the standard requires."""

    TRAINED_ALGORITHMIC_MEDIA = _TERMS + "trainedAlgorithmicMedia"
    COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA = _TERMS + "compositeWithTrainedAlgorithmicMedia"
    COMPOSITE = _TERMS + "composite"

    @property
    def term(self) -> str:
        """The last part of the address, for messages."""
        return self.value.removeprefix(_TERMS)


@dataclass(frozen=True)
class Provenance:
    """`prompt_version` is the version's name ("packshot v3"), never its text."""

    source_type: SourceType
    prompt_version: str

    def packet(self) -> bytes:
        """The XMP packet; equal provenance gives equal bytes."""
        spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items())
        properties = (
            f"<Iptc4xmpExt:DigitalSourceType>{self.source_type}</Iptc4xmpExt:DigitalSourceType>"
            f"<dc:creator><rdf:Seq><rdf:li>{_TOOL}</rdf:li></rdf:Seq></dc:creator>"
            f"<dc:source>{escape(self.prompt_version)}</dc:source>"
            f"<xmp:CreatorTool>{_TOOL}</xmp:CreatorTool>"
        )
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
            f'<rdf:RDF {spaces}><rdf:Description rdf:about="">{properties}</rdf:Description></rdf:RDF>'
            '</x:xmpmeta><?xpacket end="r"?>'
        ).encode()


class ProvenanceMissing(ValueError):
    """The finished bytes do not say how they were made, so they must not be delivered."""


def require_source_type(data: bytes, expected: SourceType) -> None:
    """Raise `ProvenanceMissing` unless the finished file says `expected` when it is read back."""
    written = read_source_type(data)
    if written is None:
        raise ProvenanceMissing(_("The file does not say how the picture was made."))
    if written is not expected:
        raise ProvenanceMissing(
            _("The file says %(term)s; %(term_2)s is the truth.") % {"term": written.term, "term_2": expected.term}
        )


def read_source_type(data: bytes) -> SourceType | None:
    """The source type inside a JPEG, PNG or WebP; None if absent, unreadable or unknown to us."""
    packet = _packet(data)
    # A document type could define entities; a normal XMP packet has none.
    if packet is None or "<!DOCTYPE" in packet:
        return None
    try:
        root = ElementTree.fromstring(packet)  # noqa: S314 - without a document type there are no entities
    except ElementTree.ParseError:
        return None
    for node in root.iter():
        value = node.get(_PROPERTY) or (node.text if node.tag == _PROPERTY else None)
        if value:
            return _known(value.strip())
    return None


def _packet(data: bytes) -> str | None:
    """Decoded to text, so that another encoding cannot hide a document type from the check."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            packet = image.info.get("xmp")
        return packet.decode() if isinstance(packet, bytes) else packet
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _known(value: str) -> SourceType | None:
    return next((known for known in SourceType if known == value), None)
