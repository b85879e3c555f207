from django.apps import AppConfig


class RendersConfig(AppConfig):
    """How pictures come to be, get judged and go out."""

    name = "renders"
    verbose_name = "Renders"

    def ready(self) -> None:
        from renders import guards  # noqa: F401, PLC0415 - connects its post_migrate receiver
        from renders.providers import checks  # noqa: F401, PLC0415 - registers its system check
