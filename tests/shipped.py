"""The image models that ship with Packshot, as plain rows."""

from renders import providers

STUDIO = providers.image_model_rows(is_local=True)[0]
ROWS = providers.image_model_rows(is_local=False)
BY_SLUG = {row["slug"]: row for row in ROWS}
