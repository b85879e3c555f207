"""Photos for these tests, as artwork of a product."""

from typing import Any

from catalog.models import Artwork
from catalog.pictures.artwork_files import ARTWORK
from tests.catalog.cutting.scenes import mug, photo, plain, striped
from tests.factories import make_artwork, make_product
from tests.images import encoded


def photo_of(product: Any = None, *, ground: str = "#e6e2da", product_color: str = "#b4532a") -> Artwork:
    """A mug on paper of this colour; "planks": on a ground that is not plain."""
    behind = striped() if ground == "planks" else plain(ground)
    picture = photo(mug(product_color), behind).picture
    sha256 = ARTWORK.store(encoded(picture, "PNG"))
    kind = Artwork.Kind.PHOTO
    return make_artwork(product or make_product(), kind=kind, sha256=sha256, width=picture.width, height=picture.height)
