from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What we want pictured: products, artwork, placements, image models, prompts."""

    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from catalog import guards  # noqa: F401, PLC0415 - connects its post_migrate receiver
        from catalog.models import lookups  # noqa: F401, PLC0415 - registers them
