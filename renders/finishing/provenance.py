"""How a picture was made, written into the file for search engines and marketplaces.

The IPTC properties `DigitalSourceType`, `AISystemUsed` and `AISystemVersionUsed` are stored as XMP. Saving a picture
again drops them silently, so they are written with the last encoding and read back from the finished bytes before these
are delivered. Prompt and author, which the IPTC has properties for too, are nobody's business outside and are left out.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from io import BytesIO
from typing import Self
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
# Others write these, and we only read them.
_FOREIGN = {
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
}
_TOOL = "Packshot"
# What XML cannot hold, however it is escaped.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A packet of ours has one kilobyte; Pillow unpacks more from a PNG.
_MAX_PACKET = 256 * 1024


class SourceType(StrEnum):
    """The IPTC terms for our pictures, written as the http addresses that the standard requires."""

    TRAINED_ALGORITHMIC_MEDIA = _TERMS + "trainedAlgorithmicMedia"
    COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA = _TERMS + "compositeWithTrainedAlgorithmicMedia"
    COMPOSITE = _TERMS + "composite"

    @property
    def term(self) -> str:
        """The last part of the address, for messages."""
        return self.value.removeprefix(_TERMS)

    @property
    def is_of_trained_model(self) -> bool:
        """Whether a trained model drew all or some of it."""
        return self is not SourceType.COMPOSITE


@dataclass(frozen=True)
class Provenance:
    """`prompt_version` is the version's name ("packshot v3"), never its text.

    `ai_system` is the service that drew the picture, `ai_system_version` the model that it drew with, in the vendor's
    own words; both are empty where no trained model drew.
    """

    source_type: SourceType
    prompt_version: str
    ai_system: str = ""
    ai_system_version: str = ""

    def packet(self) -> bytes:
        """The XMP packet; equal provenance gives equal bytes."""
        spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items())
        properties = (
            f"<dc:creator><rdf:Seq><rdf:li>{_TOOL}</rdf:li></rdf:Seq></dc:creator>"
            f"<xmp:CreatorTool>{_TOOL}</xmp:CreatorTool>"
        )
        for name, value in self._simple_properties():
            properties += f"<{name}>{escape(value)}</{name}>" if value else ""
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
            f'<rdf:RDF {spaces}><rdf:Description rdf:about="">{properties}</rdf:Description></rdf:RDF>'
            '</x:xmpmeta><?xpacket end="r"?>'
        ).encode()

    @classmethod
    def from_fields(cls, fields: Mapping[str, str]) -> Self:
        """From what `fields` gave."""
        names = {name: value for name, value in fields.items() if name != "source_type"}
        return cls(SourceType(fields["source_type"]), **names)

    def fields(self) -> dict[str, str]:
        """All of it as texts, for a row."""
        return {**asdict(self), "source_type": self.source_type.value}

    def differences(self, other: "Provenance") -> list[tuple[str, str, str]]:
        """The property, what it says here and what it says in `other`, for each that differs. A prompt version that is
        not known here agrees with any."""
        pairs = zip(self._simple_properties(), other._simple_properties(), strict=True)
        differing = [(name, wanted, theirs) for (name, wanted), (_name, theirs) in pairs if wanted != theirs]
        return differing if self.prompt_version else [each for each in differing if each[0] != _PROMPT_VERSION]

    def _simple_properties(self) -> list[tuple[str, str]]:
        values = (self.source_type.value, self.ai_system, self.ai_system_version, self.prompt_version)
        return list(zip(_SIMPLE, (_plain(value) for value in values), strict=True))


# The XMP properties with one value each, in the order of the fields of `Provenance` that they hold.
_SIMPLE = (
    "Iptc4xmpExt:DigitalSourceType",
    "Iptc4xmpExt:AISystemUsed",
    "Iptc4xmpExt:AISystemVersionUsed",
    _PROMPT_VERSION := "dc:source",
)


class ProvenanceMissing(ValueError):
    """The finished bytes do not say how they were made, so they must not be delivered."""


def require_provenance(data: bytes, expected: Provenance) -> None:
    """Raise `ProvenanceMissing` unless the finished file says all of `expected` when it is read back."""
    written = read_provenance(data)
    if written is None:
        raise ProvenanceMissing(_("The file does not say how the picture was made."))
    for name, truth, said in expected.differences(written):
        raise ProvenanceMissing(
            _("The file says “%(said)s” as %(property)s; “%(truth)s” is the truth.")
            % {
                "said": said.removeprefix(_TERMS),
                "property": name.partition(":")[2],
                "truth": truth.removeprefix(_TERMS),
            }
        )


def read_provenance(data: bytes) -> Provenance | None:
    """What a JPEG, PNG, WebP or AVIF says of itself; None without a source type that we know."""
    tree = xmp_tree(data)
    if tree is None:
        return None
    source, system, version, prompt_version = (xmp_value(tree, name) for name in _SIMPLE)
    known = next((kind for kind in SourceType if kind == source), None)
    return Provenance(known, prompt_version, system, version) if known else None


def xmp_tree(data: bytes) -> ElementTree.Element | None:
    """The XMP of a picture; None if absent or unreadable."""
    packet = _packet(data)
    # A document type could define entities; a normal XMP packet has none.
    if packet is None or len(packet) > _MAX_PACKET or "<!DOCTYPE" in packet:
        return None
    try:
        return ElementTree.fromstring(packet)  # noqa: S314 - without a document type there are no entities
    except ElementTree.ParseError:
        return None


def xmp_value(tree: ElementTree.Element, name: str) -> str:
    """The first value of a property such as "dc:source", which may be an element or an attribute; empty if absent."""
    prefix, _colon, local = name.partition(":")
    tag = f"{{{(_NAMESPACES | _FOREIGN)[prefix]}}}{local}"
    for node in tree.iter():
        value = node.get(tag) or (node.text if node.tag == tag else None)
        if value and value.strip():
            return value.strip()
    return ""


def _packet(data: bytes) -> str | None:
    """Decoded to text, so that another encoding cannot hide a document type from the check."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "AVIF")) as image:
            packet = image.info.get("xmp")
        # Pillow hands on the zero that ends the chunk in some files.
        return packet.rstrip(b"\0").decode() if isinstance(packet, bytes) else packet
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _plain(value: str) -> str:
    """As it can be written into XML and is the same when it is read."""
    return _NO_XML.sub("", value).strip()
