"""What we want pictured, one concept a file."""

from catalog.models.campaigns import Campaign
from catalog.models.exemptions import Exemption
from catalog.models.image_models import ImageModel
from catalog.models.placements import Placement
from catalog.models.products import Artwork, Colorway, Product
from catalog.models.prompts import Promotion, PromptTemplate, PromptVersion
from catalog.models.schema_notices import SchemaNotice
from catalog.models.shot_packs import ShotPack, ShotPackLine

__all__ = [
    "Artwork",
    "Campaign",
    "Colorway",
    "Exemption",
    "ImageModel",
    "Placement",
    "Product",
    "Promotion",
    "PromptTemplate",
    "PromptVersion",
    "SchemaNotice",
    "ShotPack",
    "ShotPackLine",
]
