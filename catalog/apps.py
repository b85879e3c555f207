from django.apps import AppConfig
from django.utils import translation
from django.utils.translation import gettext_lazy

from catalog import texts


class CatalogConfig(AppConfig):
    """What we want pictured: products, artwork, placements, image models, prompts."""

    name = "catalog"
    verbose_name = gettext_lazy("Catalogue")

    def ready(self) -> None:
        texts.use(translation, translation.get_language)
        from catalog import guards  # noqa: F401, PLC0415 - connects its post_migrate receiver
        from catalog.models import lookups  # noqa: F401, PLC0415 - registers them
