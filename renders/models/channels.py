"""Channels: where approved pictures go."""

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models.json_fields import StrictJSONField

UNKNOWN_KIND = {"invalid_choice": gettext_lazy("Packshot has no channel of the kind %(value)s.")}

# Where a name is not its kind with a capital.
NAMES = {"woocommerce": "WooCommerce"}


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of channels that have an adapter, as the application lists them."""
    kinds: tuple[str, ...] = apps.get_app_config("renders").channel_kinds  # type: ignore[attr-defined]
    return [(kind, NAMES.get(kind, kind.capitalize())) for kind in kinds]


class Channel(models.Model):
    """Where approved pictures go."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=kind_choices, error_messages=UNKNOWN_KIND)
    settings = StrictJSONField(default=dict, blank=True, shape=shapes.settings)
    key_name = models.CharField(gettext_lazy("name of the key"), max_length=80, blank=True)
    # The code of a rule set: what it blocks goes out with a reviewer's reason only. Empty for none.
    rules = models.SlugField(max_length=40, blank=True)
    is_enabled = models.BooleanField("enabled", default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
