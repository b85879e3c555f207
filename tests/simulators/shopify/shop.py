"""What the simulated shop holds, and its rules. GraphQL and REST are two ways to the same."""

import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

MAX_MEDIA = 250
MAX_EDGE = 4472
MAX_ALT = 512
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class Complaint(Exception):
    """A userError."""

    def __init__(self, code: str, message: str = "", at: str = "files") -> None:
        super().__init__(message or code.replace("_", " ").capitalize())
        self.code, self.at = code, at


@dataclass
class StoredFile:
    """A picture of the shop, or a film that somebody else made."""

    number: int
    name: str
    alt: str
    original: bytes
    ready_at: int  # counted in requests
    found_at: int
    kind: str = "MediaImage"
    failure: str = ""
    served: bytes = b""
    size: tuple[int, int] = (0, 0)

    @property
    def gid(self) -> str:
        return f"gid://shopify/{self.kind}/{self.number}"


@dataclass
class StoredVariant:
    number: int
    sku: str
    picture: str = ""

    @property
    def gid(self) -> str:
        return f"gid://shopify/ProductVariant/{self.number}"


@dataclass
class StoredProduct:
    number: int
    title: str
    variants: list[StoredVariant] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    is_suspended: bool = False

    @property
    def gid(self) -> str:
        return f"gid://shopify/Product/{self.number}"


@dataclass
class ReorderJob:
    number: int
    product: str
    moves: list[tuple[str, int]]
    done_at: int
    is_done: bool = False

    @property
    def gid(self) -> str:
        return f"gid://shopify/Job/{self.number}"


@dataclass
class ShopOptions:
    processing: int = 2
    job: int = 1
    search_lag: int = 0
    keeps_marks: bool = False
    renames: bool = False  # appends a word to every name
    hides_originals: bool = False
    token: str = "shpat_0123456789abcdef"  # noqa: S105 - nobody else's
    scopes: str = "write_products,write_files"
    points: float = 2000.0
    rate: float = 100.0  # points a second
    oldest: str = "2026-01"
    newest: str = "2026-10"


class StoredShop:
    """Products, files, staged uploads and jobs."""

    def __init__(self, options: ShopOptions) -> None:
        self.options = options
        self.now = 0
        self._numbers = 1000
        self.products: dict[str, StoredProduct] = {}
        self.files: dict[str, StoredFile] = {}
        self.staged: dict[str, bytes | None] = {}
        self.jobs: dict[str, ReorderJob] = {}
        self.failures: list[str] = []  # how the next pictures end

    def tick(self) -> None:
        """One request more: what was due happens."""
        self.now += 1
        for job in self.jobs.values():
            if not job.is_done and job.done_at <= self.now:
                job.is_done = True
                if product := self.products.get(job.product):
                    self._reorder(product, job.moves)

    def add_product(self, title: str, skus: Iterable[str]) -> StoredProduct:
        product = StoredProduct(self._number(), title, [StoredVariant(self._number(), sku) for sku in skus])
        self.products[product.gid] = product
        return product

    def stage(self, name: str) -> str:
        key = f"{uuid.uuid4().hex}/{name}"
        self.staged[key] = None
        return key

    def create_file(
        self, name: str, alt: str, data: bytes | None, mode: str = "APPEND_UUID", *, delay: int | None = None
    ) -> StoredFile:
        """Raises `Complaint`."""
        self._check_alt(alt)
        if any(file.name == name for file in self.files.values()):
            if mode == "RAISE_ERROR":
                raise Complaint("FILENAME_ALREADY_EXISTS")
            name = renamed(name)
        elif self.options.renames:
            name = renamed(name)
        wait = self.options.processing if delay is None else delay
        file = StoredFile(self._number(), name, alt, data or b"", self.now + wait, self.now + self.options.search_lag)
        if self.failures:
            file.failure = self.failures.pop(0)
        else:
            self._process(file, data)
        self.files[file.gid] = file
        return file

    def add_film(self, name: str, alt: str) -> StoredFile:
        film = StoredFile(self._number(), name, alt, b"", self.now, self.now, kind="Video")
        self.files[film.gid] = film
        return film

    def status(self, file: StoredFile) -> str:
        if file.ready_at > self.now:
            return "UPLOADED" if file.ready_at - self.now >= self.options.processing else "PROCESSING"
        return "FAILED" if file.failure else "READY"

    def update_file(self, gid: str, alt: str | None, add: list[str], remove: list[str]) -> StoredFile:
        """Raises `Complaint`."""
        file = self.files.get(gid)
        if file is None:
            raise Complaint("FILE_DOES_NOT_EXIST")
        if self.status(file) != "READY":
            raise Complaint("NON_READY_STATE")
        self._check_alt(alt or "")
        products = [self._referenced(one) for one in add]
        if any(gid not in one.media and len(one.media) >= MAX_MEDIA for one in products):
            raise Complaint("PRODUCT_MEDIA_LIMIT_EXCEEDED")
        file.alt = file.alt if alt is None else alt
        for product in products:
            if gid not in product.media:
                product.media.append(gid)
        for one in remove:
            self.detach(self._referenced(one), gid)
        return file

    def detach(self, product: StoredProduct, gid: str) -> None:
        product.media = [one for one in product.media if one != gid]
        for variant in product.variants:
            if variant.picture == gid:
                variant.picture = ""

    def delete_file(self, gid: str) -> None:
        """Raises `Complaint`."""
        if self.files.pop(gid, None) is None:
            raise Complaint("FILE_DOES_NOT_EXIST")
        for product in self.products.values():
            self.detach(product, gid)

    def reorder(self, gid: str, moves: list[tuple[str, int]]) -> ReorderJob:
        """Raises `Complaint`."""
        product = self._product(gid)
        if any(media not in product.media for media, _ in moves):
            raise Complaint("MEDIA_DOES_NOT_EXIST_ON_PRODUCT", at="moves")
        job = ReorderJob(self._number(), gid, moves, self.now + self.options.job)
        self.jobs[job.gid] = job
        if not self.options.job:
            job.is_done = True
            self._reorder(product, moves)
        return job

    def attach(self, gid: str, pairs: list[tuple[str, list[str]]]) -> None:
        """All pairs or none. Raises `Complaint`."""
        product = self._product(gid)
        variants = {variant.gid: variant for variant in product.variants}
        for variant, media in pairs:
            if variant not in variants:
                raise Complaint("PRODUCT_VARIANT_DOES_NOT_EXIST_ON_PRODUCT", at="variantMedia")
            if len(media) != 1:
                raise Complaint("TOO_MANY_MEDIA_PER_INPUT_PAIR", at="variantMedia")
            if media[0] not in product.media:
                raise Complaint("MEDIA_DOES_NOT_EXIST_ON_PRODUCT", at="variantMedia")
            if self.status(self.files[media[0]]) != "READY":
                raise Complaint("NON_READY_MEDIA", at="variantMedia")
            if variants[variant].picture:
                raise Complaint("PRODUCT_VARIANT_ALREADY_HAS_MEDIA", at="variantMedia")
        for variant, media in pairs:
            variants[variant].picture = media[0]

    def detach_from_variants(self, gid: str, pairs: list[tuple[str, list[str]]]) -> None:
        """All pairs or none. Raises `Complaint`."""
        variants = {variant.gid: variant for variant in self._product(gid).variants}
        for variant, media in pairs:
            if variant not in variants:
                raise Complaint("PRODUCT_VARIANT_DOES_NOT_EXIST_ON_PRODUCT", at="variantMedia")
            if [variants[variant].picture] != media:
                raise Complaint("MEDIA_IS_NOT_ATTACHED_TO_VARIANT", at="variantMedia")
        for variant, _ in pairs:
            variants[variant].picture = ""

    def document(self) -> dict[str, Any]:
        """Everything, for a test."""
        return {
            "products": [
                {
                    "id": product.gid,
                    "title": product.title,
                    "media": list(product.media),
                    "variants": {variant.sku: variant.picture for variant in product.variants},
                }
                for product in self.products.values()
            ],
            "files": {
                gid: {"name": file.name, "alt": file.alt, "status": self.status(file), "bytes": len(file.original)}
                for gid, file in self.files.items()
            },
        }

    def _process(self, file: StoredFile, data: bytes | None) -> None:
        """Encode anew, as Shopify does; or say why not."""
        try:
            with Image.open(io.BytesIO(data or b""), formats=FORMATS) as image:
                file.size = image.size
                if max(image.size) > MAX_EDGE:
                    file.failure = "INVALID_IMAGE_RESOLUTION"
                    return
                anew = io.BytesIO()
                kept = {"xmp": image.info["xmp"]} if self.options.keeps_marks and "xmp" in image.info else {}
                image.save(anew, image.format, **kept)
                file.served = anew.getvalue()
        except OSError:
            file.failure = "IMAGE_DOWNLOAD_FAILURE" if data is None else "IMAGE_PROCESSING_FAILURE"

    def _reorder(self, product: StoredProduct, moves: list[tuple[str, int]]) -> None:
        for media, position in moves:
            if media in product.media:
                product.media.remove(media)
                product.media.insert(position, media)

    def _product(self, gid: str) -> StoredProduct:
        if gid not in self.products:
            raise Complaint("PRODUCT_DOES_NOT_EXIST", at="id")
        return self.products[gid]

    def _referenced(self, gid: str) -> StoredProduct:
        if gid not in self.products:
            raise Complaint("REFERENCE_TARGET_DOES_NOT_EXIST")
        if self.products[gid].is_suspended:
            raise Complaint("PRODUCT_SUSPENDED")
        return self.products[gid]

    def _check_alt(self, alt: str) -> None:
        if len(alt) > MAX_ALT:
            raise Complaint("ALT_VALUE_LIMIT_EXCEEDED")

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers


def renamed(name: str) -> str:
    stem, _, extension = name.rpartition(".")
    return f"{stem}_{uuid.uuid4()}.{extension}"
