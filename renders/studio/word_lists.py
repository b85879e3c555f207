"""Word lists for reading prompts: colours, shades, label texts, product words and stop words."""

LABEL = (
    r"(?<!on the )(?<!on )(?:the |its |with |small |white ){0,4}label(?:l?ed)?"
    r"(?: (?:reads?|says?|with|text))?\b[^,.;:]*"
)
_LABEL_STYLE = """
the its a an in of with and small large bold black white dark grey serif sans sans-serif chinese english line
subtitle weight smaller larger below above under label labeled labelled reads read says say text print
"""
LABEL_STYLE = frozenset(_LABEL_STYLE.split())

COLOURS = {
    "white": "#f6f5f2",
    "off-white": "#efebe2",
    "ivory": "#efe8d8",
    "cream": "#efe6d2",
    "beige": "#d9c7ae",
    "sand": "#d8c3a0",
    "oat": "#ddd0b8",
    "tan": "#c9a67e",
    "taupe": "#a39284",
    "brown": "#7d5a42",
    "terracotta": "#c0694a",
    "clay": "#bd7f62",
    "rust": "#a5502f",
    "orange": "#e08a4a",
    "peach": "#f2c3a4",
    "apricot": "#efb98a",
    "coral": "#e88d7d",
    "red": "#b8403a",
    "burgundy": "#6d2834",
    "pink": "#efbcc3",
    "blush": "#ecccc6",
    "rose": "#d9a3a3",
    "mauve": "#b79aae",
    "lilac": "#cbb9dc",
    "lavender": "#c9c2e2",
    "purple": "#7c5c94",
    "navy": "#22304d",
    "blue": "#6d90b8",
    "sky": "#b9d6ea",
    "sky blue": "#b9d6ea",
    "teal": "#3f7f80",
    "turquoise": "#7cc3bf",
    "mint": "#c4e2d2",
    "sage": "#9caf94",
    "green": "#7f9f78",
    "olive": "#7d7f52",
    "forest green": "#33503f",
    "yellow": "#efd079",
    "mustard": "#cda23f",
    "gold": "#c8a55a",
    "grey": "#c9c9c7",
    "gray": "#c9c9c7",
    "silver": "#cfd0d1",
    "charcoal": "#3b3d40",
    "black": "#1b1b1d",
}
# How a word before a colour shifts its CIE Lab lightness and chroma: (added lightness, factor of chroma).
SHADES = {
    "soft": (4.0, 0.85),
    "pale": (9.0, 0.6),
    "light": (8.0, 0.75),
    "pastel": (8.0, 0.8),
    "warm": (0.0, 1.1),
    "cool": (0.0, 0.9),
    "muted": (0.0, 0.75),
    "dusty": (-3.0, 0.7),
    "deep": (-9.0, 1.05),
    "dark": (-18.0, 0.9),
    "rich": (-4.0, 1.1),
    "bright": (4.0, 1.2),
}

_PRODUCT_WORDS = """
matte matt glossy satin ceramic porcelain stoneware glass clear frosted transparent glaze glazed finish clay
metal steel wood bamboo plastic coffee mug cup bottle dropper cosmetic serum jar vase canister tea tin box product
subject material handle lid cap pump tint faint essence item canvas cotton rubber leather grained knit mesh sneaker
low-top running shoe bifold wallet
"""
PRODUCT_WORDS = frozenset(_PRODUCT_WORDS.split())
_STOP_WORDS = """
a an the of on in at with and or to for from by is are as it its this that into onto over under near against
set placed standing sitting resting positioned shown showing featuring using same very slightly slight single
one background backdrop style look mood composition frame square subtle soft gentle setting has table
countertop surface
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
