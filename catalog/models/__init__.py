"""What we want pictured, one concept a file."""

from catalog.models.image_models import ImageModel
from catalog.models.placements import Placement
from catalog.models.products import Artwork, Colorway, Product
from catalog.models.prompts import Promotion, PromptTemplate, PromptVersion

__all__ = ["Artwork", "Colorway", "ImageModel", "Placement", "Product", "Promotion", "PromptTemplate", "PromptVersion"]
