"""The few small files that all rows share: one master with its thumbnails, and what was published of it."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast

from PIL import Image

from catalog.demo.seed import FOLDER
from catalog.models import Artwork
from catalog.pictures import decode
from renders import channels, providers
from renders.files import ARTWORK, MASTERS, RENDITIONS
from renders.finishing import DerivedFile, FileRules, Provenance, SourceType, delivery, thumbnails
from renders.finishing.media_types import Format

CUTOUT = "mug-front.png"
EDGE = 128  # pixels: `verify` reads the master once for every render


@dataclass
class SharedFiles:
    """Fields that name a stored file, as rows take them."""

    # Of an artwork row.
    artwork: dict[str, Any]
    # Of a render with a picture.
    master: dict[str, Any]
    # Of its renditions.
    renditions: list[dict[str, Any]]
    _image: Image.Image = field(repr=False)
    _published: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def store(cls) -> "SharedFiles":
        """Put them into the storages. Doing it again changes nothing."""
        cutout = (FOLDER / CUTOUT).read_bytes()
        with Image.open(BytesIO(cutout), formats=("PNG",)) as image:
            width, height = image.size
            data = packshot(image)
        artwork = {"kind": Artwork.Kind.CUTOUT, "view": Artwork.View.FRONT, "sha256": ARTWORK.store(cutout)}
        master = {"sha256": MASTERS.store(data), "media_type": "image/png", "bytes": len(data)}
        drawn = decode(data).image
        return cls(
            artwork={**artwork, "width": width, "height": height},
            master={**master, "width": EDGE, "height": EDGE},
            renditions=[stored_rendition(small) for small in thumbnails(drawn)],
            _image=drawn,
        )

    def published(self, provider: str, format: str) -> dict[str, Any]:
        """The fields of a publication of a picture that this provider drew, its file stored by a real channel."""
        if (provider, format) not in self._published:
            self._published[provider, format] = self._publish(provider, format)
        return self._published[provider, format]

    def _publish(self, provider: str, format: str) -> dict[str, Any]:
        source = SourceType(providers.named(provider).abilities.source_type)
        drawn_by = (provider, "filled") if source.is_of_trained_model else ()
        provenance = Provenance(source, "packshot v1", *drawn_by)
        file = delivery(self._image, FileRules(cast("Format", format)), provenance)
        receipt = channels.connect("bucket", code="filled", settings={}, key_name="").upload(
            channels.Delivery(
                data=file.data,
                sha256=file.sha256,
                content_type=file.content_type,
                extension=file.extension,
                sku="filled",
                product_name="Filled",
                gallery_slot=f"filled/{provider}",
                position=0,
                alt_text="",
                provenance=provenance,
            )
        )
        fields = {"reference": receipt.reference, "address": receipt.address, "sha256": receipt.sha256}
        return {**fields, "bytes": receipt.size, "provenance": receipt.provenance.fields()}


def packshot(cutout: Image.Image) -> bytes:
    """The cutout, small and on white."""
    small = cutout.convert("RGBA").resize((EDGE, EDGE), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", (EDGE, EDGE), "white")
    ground.paste(small, mask=small.getchannel("A"))
    file = BytesIO()
    ground.save(file, "PNG")
    return file.getvalue()


def stored_rendition(file: DerivedFile) -> dict[str, Any]:
    RENDITIONS.store(file.data)
    fields = {"spec": file.spec, "sha256": file.sha256, "media_type": file.content_type, "bytes": len(file.data)}
    return {**fields, "width": file.width, "height": file.height}
