"""What ships for the catalogue: image models, placements, prompt templates and shot packs, as plain data, and the
functions that make rows of them. What is made is the admins' own from then on."""

from catalog.presets.catalogue import add_catalogue
from catalog.presets.image_models import ROUTING_HINTS, RoutingHint, add, fitting

__all__ = ["ROUTING_HINTS", "RoutingHint", "add", "add_catalogue", "fitting"]
