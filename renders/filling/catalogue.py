"""What a team sells: the demo's catalogue, and as many products more as its pictures ask for."""

from dataclasses import dataclass

from catalog.models import Artwork, Colorway, Product
from renders.filling.files import SharedFiles
from renders.filling.season import Season

RENDERS_A_PRODUCT = 200
FEWEST, MOST = 24, 3_000
COLORS = (
    ("Beige", "soft beige", "#d9c7ae"),
    ("Charcoal", "deep charcoal", "#3b3d40"),
    ("Sage", "muted sage green", "#9caf94"),
    ("Terracotta", "warm terracotta", "#c0694a"),
    ("Cream", "off-white cream", "#efe6d2"),
    ("Navy", "dark navy blue", "#26344f"),
    ("Blush", "pale blush pink", "#e3b9b0"),
)
NOUNS = (
    ("coffee mug", "Drinkware", "matte ceramic", "satin"),
    ("carafe", "Drinkware", "blown glass", "clear"),
    ("serving bowl", "Tableware", "glazed stoneware", "glossy"),
    ("dinner plate", "Tableware", "fine porcelain", "satin"),
    ("table lamp", "Lighting", "powder-coated steel", "matte"),
    ("throw pillow", "Textiles", "washed linen", "soft"),
    ("backpack", "Bags", "waxed canvas", "matte"),
    ("wallet", "Accessories", "full-grain leather", "smooth"),
    ("sneaker", "Shoes", "suede", "brushed"),
    ("dropper bottle", "Skincare", "frosted glass", "frosted"),
)
LINES = ("Alma", "Borea", "Ciel", "Dune", "Elio", "Fjord", "Grove", "Halo", "Isla", "Juno", "Kori", "Luma", "Mira")


@dataclass(frozen=True)
class Assortment:
    """The colorways that are ordered, product by product, each with its product and the product's artwork loaded."""

    colorways: list[Colorway]

    def run(self, season: Season, length: int) -> list[Colorway]:
        """So many neighbours; one order in twenty is about the two products that sell best."""
        total = len(self.colorways)
        first = 0 if season.happens(0.05) else season.chance.randrange(total)
        return [self.colorways[(first + at) % total] for at in range(min(length, total))]


def add_products(season: Season, files: SharedFiles) -> Assortment:
    """Products with one to six colours each, and one cutout that all of them share."""
    count = max(FEWEST, min(MOST, season.renders // RENDERS_A_PRODUCT))
    products = Product.objects.bulk_create([product_row(number) for number in range(1, count + 1)])
    Artwork.objects.bulk_create([Artwork(product=product, **files.artwork) for product in products], batch_size=500)
    rows = [row for product in products for row in colorway_rows(product, season)]
    colorways = Colorway.objects.bulk_create(rows, batch_size=500)
    listed = Colorway.objects.filter(pk__gte=colorways[0].pk, pk__lte=colorways[-1].pk).order_by("pk")
    return Assortment(list(listed.select_related("product").prefetch_related("product__artwork")))


def product_row(number: int) -> Product:
    noun, category, material, finish = NOUNS[number % len(NOUNS)]
    line = LINES[number % len(LINES)]
    name = f"{line} {noun} {number}"
    about = {"category": category, "noun": noun, "material": material, "finish": finish}
    return Product(code=f"{line.lower()}-{number:05d}", name=name, **about)


def colorway_rows(product: Product, season: Season) -> list[Colorway]:
    first, count = season.chance.randrange(len(COLORS)), season.chance.randint(1, 6)
    chosen = [COLORS[(first + at) % len(COLORS)] for at in range(count)]
    return [
        Colorway(
            product=product,
            sku=f"{product.code}-{name.lower()}",
            name=name,
            color_words=f"{words} {product.material}",
            swatch=swatch,
            position=position,
        )
        for position, (name, words, swatch) in enumerate(chosen)
    ]
