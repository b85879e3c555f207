"""The catalogue's configuration pages, for admins. Stock Django admin, with everything a guard forbids left out."""

from catalog.admin import campaigns, colorways, image_models, placements, products, prompts, shot_packs

__all__ = ["campaigns", "colorways", "image_models", "placements", "products", "prompts", "shot_packs"]
