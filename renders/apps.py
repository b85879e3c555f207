from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class RendersConfig(AppConfig):
    """How pictures come to be, get judged and go out."""

    name = "renders"
    verbose_name = gettext_lazy("Renders")

    @property
    def channel_kinds(self) -> tuple[str, ...]:
        """For models, which know no adapters."""
        from renders import channels  # noqa: PLC0415 - needs the settings

        return tuple(channels.REGISTRY)

    def ready(self) -> None:
        from renders import guards  # noqa: F401, PLC0415 - connects its post_migrate receiver

        # These register system checks.
        import_module("config.mail.checks")
        import_module("renders.channels.bucket.checks")
        import_module("renders.providers.checks")
