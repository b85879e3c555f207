"""The image models that Packshot ships: which placement and which kind of picture the published guides give them.

The rows come from their providers. They are made once; afterwards they are the admins' own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalog.models import Campaign, ImageModel, Placement


@dataclass(frozen=True)
class RoutingHint:
    """A kind of picture, the slugs of the models to try in this order, and why. For whoever fills the matrix."""

    kind: str | Promise
    models: tuple[str, ...]
    reason: str | Promise


# Which models the guides use for which placement.
SERVES = {
    "pdp-main": ["pixelmuse-nano-banana-pro", "pixelmuse-nano-banana-2", "qwen-image-2", "nano-banana-pro"],
    "gallery": ["pixelmuse-nano-banana-2", "qwen-image-2"],
    "lifestyle": ["nano-banana-pro", "pixelmuse-nano-banana-pro"],
    "social": ["pixelmuse-recraft-v4-pro"],
    "hero": ["pixelmuse-imagen-3", "qwen-image-2"],
    "listing-card": ["pixelmuse-nano-banana-2", "qwen-image-2"],
    "catalog-refresh": ["nano-banana-2", "pixelmuse-nano-banana-2"],
    "campaign-banner": ["pixelmuse-imagen-3"],
    "cover": ["nano-banana-pro", "pixelmuse-nano-banana-pro"],
}
# FLUX Schnell and GPT Image 2 serve all placements, the imagepipeline model all previews.
SERVE_ALL = ["flux-schnell", "gpt-image-2", "imagepipeline-flux-schnell"]

ROUTING_HINTS = (
    RoutingHint(
        gettext_lazy("People, or a product in hand"),
        ("nano-banana-pro", "flux-1-1-pro"),
        gettext_lazy("FLUX Schnell draws hands and faces badly."),
    ),
    RoutingHint(
        gettext_lazy("Casual composition"),
        ("nano-banana-pro",),
        gettext_lazy("It follows a loosely worded scene best."),
    ),
    RoutingHint(
        gettext_lazy("Brand hero"),
        ("flux-2", "flux-1-1-pro", "nano-banana-pro"),
        gettext_lazy("Detail counts more than seconds."),
    ),
    RoutingHint(
        gettext_lazy("Many pictures, soon"),
        ("flux-schnell",),
        gettext_lazy("About 30 seconds and half a cent a picture."),
    ),
    RoutingHint(
        gettext_lazy("Chinese text in the picture"),
        ("qwen-image-2",),
        gettext_lazy("The others draw strokes that are no characters."),
    ),
    RoutingHint(
        gettext_lazy("Intricate logos"),
        ("nano-banana-pro", "pixelmuse-recraft-v4-pro"),
        gettext_lazy("FLUX Schnell garbles about 80% of text."),
    ),
)


def add(rows: Iterable[Mapping[str, Any]]) -> list[ImageModel]:
    """Make the image models that are missing, allow them in the placements they serve, and return them.

    What admins changed, and the placements of a running campaign, stay as they are.
    """
    with transaction.atomic():
        known = set(ImageModel.objects.values_list("provider", "endpoint"))
        slugs = set(ImageModel.objects.values_list("slug", flat=True))
        missing = [row for row in rows if (row["provider"], row["endpoint"]) not in known and row["slug"] not in slugs]
        made = ImageModel.objects.bulk_create(
            ImageModel(**row, is_enabled=not row.get("off_reason")) for row in missing
        )
        locked = Campaign.objects.running().values("placements")
        for placement in Placement.objects.filter(slug__in=SERVES).exclude(pk__in=locked):
            placement.image_models.add(*fitting(placement, made))
    return made


def fitting(placement: Placement, models: Iterable[ImageModel]) -> list[ImageModel]:
    """Those of these models that the guides use for a placement like this one, and that draw its ratio."""
    wanted = {*SERVES.get(placement.slug, []), *SERVE_ALL}
    candidates = [model for model in models if model.is_enabled and model.slug in wanted]
    return [model for model in candidates if placement.aspect in model.aspects]
