"""The image models that ship with Packshot, as plain rows."""

from renders import providers

STUDIO = providers.image_model_rows(is_local=True)[0]
ROWS = providers.image_model_rows(is_local=False)
# Those whose vendors' guides give every figure. Another provider brings models without any of these changing.
GUIDED = [row for row in ROWS if row["provider"] in {"hiapi", "pixelmuse", "imagepipeline"}]
BY_SLUG = {row["slug"]: row for row in ROWS}
