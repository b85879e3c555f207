"""The products of the demo catalogue and their colours, as plain data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoColorway:
    """One colour: SKU, name, the words prompts use, and its swatch."""

    sku: str
    name: str
    color_words: str
    swatch: str


@dataclass(frozen=True)
class DemoProduct:
    """One product with its colours; the names of its files begin with `artwork`, `attributes` are for prompts."""

    code: str
    artwork: str
    name: str
    category: str
    noun: str
    material: str
    finish: str
    colorways: tuple[DemoColorway, ...]
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def prompt_attributes(self) -> dict[str, str]:
        """Its attributes; with several colours also `colors`, their names in order, for a variant grid."""
        colors = [colorway.color_words for colorway in self.colorways]
        return {**self.attributes, **({"colors": ", ".join(colors)} if len(colors) > 1 else {})}


PRODUCTS = (
    DemoProduct(
        code="mug",
        artwork="mug",
        name="Coffee mug",
        category="Drinkware",
        noun="coffee mug",
        material="matte ceramic",
        finish="matte",
        colorways=(
            DemoColorway("mug-beige-01", "Beige", "soft beige glaze", "#d9c7ae"),
            DemoColorway("mug-charcoal-01", "Charcoal", "deep charcoal matte glaze", "#3b3d40"),
            DemoColorway("mug-sage-01", "Sage", "muted sage green glaze", "#9caf94"),
            DemoColorway("mug-terracotta-01", "Terracotta", "warm terracotta clay glaze", "#c0694a"),
            DemoColorway("mug-cream-01", "Cream", "off-white cream glaze with subtle speckle", "#efe6d2"),
        ),
        attributes={"label_text": "晨光", "label_text_en": "Morning Light", "price": "89"},
    ),
    DemoProduct(
        code="bottle",
        artwork="bottle",
        name="Rose Essence Water 玫瑰精华水",
        category="Skincare",
        noun="dropper bottle",
        material="clear glass",
        finish="gloss",
        colorways=(DemoColorway("bottle-rose-01", "Rose", "faint pink liquid", "#eec3c6"),),
        attributes={"label_text": "玫瑰精华水", "label_text_en": "Rose Essence Water", "price": "99"},
    ),
    DemoProduct(
        code="canister",
        artwork="canister",
        name="Longjing Green Tea 龙井",
        category="Tea",
        noun="tea canister",
        material="matte tin",
        finish="matte",
        colorways=(DemoColorway("canister-grey-01", "Pale grey", "pale grey", "#c6cac8"),),
        attributes={"label_text": "龙井", "label_text_en": "Longjing Green Tea", "price": "168"},
    ),
    DemoProduct(
        code="sneaker",
        artwork="sneaker",
        name="Canvas sneaker",
        category="Footwear",
        noun="low-top sneaker",
        material="cotton canvas",
        finish="matte",
        colorways=(
            DemoColorway("sneaker-rose-01", "Dusty rose", "dusty rose canvas", "#c99a97"),
            DemoColorway("sneaker-sage-01", "Sage green", "sage green canvas", "#94a588"),
            DemoColorway("sneaker-ivory-01", "Ivory cream", "ivory cream canvas", "#ece3cf"),
        ),
        attributes={"label_text": "云步", "label_text_en": "Cloud Step", "price": "299"},
    ),
    DemoProduct(
        code="running-shoe",
        artwork="runner",
        name="Running shoe",
        category="Footwear",
        noun="running shoe",
        material="knit mesh",
        finish="matte",
        colorways=(DemoColorway("shoe-4812", "Muted blue", "muted blue mesh", "#5d7890"),),
        attributes={"label_text": "轻跑", "label_text_en": "Light Run", "price": "459"},
    ),
    DemoProduct(
        code="wallet",
        artwork="wallet",
        name="Leather wallet",
        category="Accessories",
        noun="bifold wallet",
        material="grained leather",
        finish="satin",
        colorways=(
            DemoColorway("wallet-tan-01", "Tan", "warm tan", "#b5793f"),
            DemoColorway("wallet-black-01", "Black", "deep black", "#2b2a2b"),
        ),
        attributes={"label_text": "旅人", "label_text_en": "Traveller", "price": "268"},
    ),
    # It has photos only, as a marketer's own product may: its cutouts are made while Packshot runs.
    DemoProduct(
        code="vase",
        artwork="vase",
        name="Stoneware vase",
        category="Home",
        noun="vase",
        material="stoneware",
        finish="satin",
        colorways=(DemoColorway("vase-teal-01", "Teal", "deep teal glaze over clay", ""),),
        attributes={"label_text": "素陶", "label_text_en": "Plain Clay", "price": "189"},
    ),
)
