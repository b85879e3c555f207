from django.apps import AppConfig
from django.utils import translation
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy

from catalog import texts


def separators() -> texts.Separators:
    """Those of the language that is active."""
    return texts.Separators(get_format("THOUSAND_SEPARATOR"), get_format("DECIMAL_SEPARATOR"))


class CatalogConfig(AppConfig):
    """What we want pictured: products, artwork, placements, image models, prompts."""

    name = "catalog"
    verbose_name = gettext_lazy("Catalogue")

    def ready(self) -> None:
        texts.use(translation, translation.get_language, separators)
        from catalog import guards  # noqa: F401, PLC0415 - connects its post_migrate receiver
        from catalog.models import lookups  # noqa: F401, PLC0415 - registers them
        from config.storage import query_parameters  # noqa: F401, PLC0415 - connects its receiver
