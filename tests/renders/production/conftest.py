"""The cross-border example of the published guides: 200 SKUs in ten categories, five placements, one model."""

import pytest

from catalog.models import Artwork, Colorway, Product
from renders.models import ProductionPlan
from tests.factories import (
    make_account,
    make_budget,
    make_image_model,
    make_placement,
    make_template,
    make_version,
)

SKUS, CATEGORIES = 200, 10
PLACEMENTS = ("Hero", "Lifestyle", "Variant grid", "Banner", "Listing card")
SCOPES = ("every", "every", "product", "category", "every")


@pytest.fixture
def model(fake):
    make_account(provider="fake", name="main", cap_in_flight=6)
    return make_image_model(provider="fake", price_micros=25_000, cap_in_flight=6, typical_seconds=35)


@pytest.fixture
def lines(model):
    """Each placement with its frozen prompt, and for which of the colours it is drawn."""
    found = []
    for name, scope in zip(PLACEMENTS, SCOPES, strict=True):
        placement = make_placement(image_models=[model], name=name, min_width=64, min_height=64)
        version = make_version(make_template(placements=[placement]), is_frozen=True)
        rows = {"placement": placement.pk, "version": version.pk, "image_model": model.pk}
        found.append({**rows, "count": 1, "scope": scope})
    return found


@pytest.fixture
def skus(db, request):
    """The ids of one colour of each of 200 products, or of as many as a test asks for."""
    facts = {"noun": "tea canister", "material": "ceramic", "finish": "matte"}
    products = Product.objects.bulk_create(
        Product(code=f"tea-{n}", name=f"Tea {n:03}", category=f"Category {n % CATEGORIES}", **facts)
        for n in range(getattr(request, "param", SKUS))
    )
    words = {"name": "Grey", "color_words": "pale grey", "swatch": "#cccccc"}
    colours = Colorway.objects.bulk_create(
        Colorway(sku=f"TEA-{n}", product=product, **words) for n, product in enumerate(products)
    )
    Artwork.objects.bulk_create(
        Artwork(product=product, kind="cutout", sha256=f"{n:064x}", width=1024, height=1024)
        for n, product in enumerate(products)
    )
    return [one.pk for one in colours]


@pytest.fixture
def cross_border(fake, skus, lines, petra):
    make_budget(name="Launch", cap_micros=60_000_000)
    return ProductionPlan.objects.create(author=petra, title="Cross-border", colorways=skus, lines=lines)
