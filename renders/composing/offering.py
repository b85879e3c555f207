"""Which image models can be ordered from at all, and what to name instead of one that cannot do what was asked."""

from collections.abc import Iterable
from dataclasses import replace

from catalog.models import ImageModel, Placement, PromptVersion
from renders import providers
from renders.models import Account
from renders.pipeline.orders import spec_of
from renders.providers import ModelSpec

NAMED_INSTEAD = ("chinese_text", "reference", "negative_prompt")


def why_not(image_model: ImageModel, account: Account | None) -> str:
    """Why nothing can be ordered from this model's provider; empty when it can."""
    provider = image_model.provider
    if provider not in providers.REGISTRY:
        return f"Packshot does not speak to {provider}."
    if account is None:
        return f"No account for {provider} is switched on. An admin can add one."
    if not providers.has_key(provider):
        return f"{provider} has no key. Set {providers.KEYS[provider]} where Packshot runs, then start it again."
    return ""


def usable(image_models: Iterable[ImageModel]) -> tuple[list[ImageModel], list[str]]:
    """The models that can be ordered from, and one sentence for each reason why others cannot."""
    accounts = {account.provider: account for account in Account.objects.filter(is_enabled=True).order_by("-pk")}
    found, reasons = [], []
    for model in image_models:
        if reason := why_not(model, accounts.get(model.provider)):
            reasons.append(reason)
        else:
            found.append(model)
    return found, list(dict.fromkeys(reasons))


def model_for(version: PromptVersion, placement: Placement) -> ImageModel | None:
    """What draws a version where nobody chooses: the model it was written for; else the placement's own choice where it
    can be ordered from, else the cheapest one that can; None when none can."""
    if version.image_model:
        return version.image_model
    fitting = [one for one in placement.image_models.filter(is_enabled=True) if placement.aspect in one.aspects]
    models = usable(sorted(fitting, key=lambda one: (one.price_micros, one.name)))[0]
    return next((one for one in models if one.pk == placement.default_model_id), next(iter(models), None))


def spec_for(image_model: ImageModel, others: Iterable[ImageModel]) -> ModelSpec:
    """The model as adapters need it, knowing which of the others can do what it cannot."""
    able = [one for one in others if one.is_enabled and one.pk != image_model.pk]
    instead = {
        ability: next((one.name for one in able if one.can(ability)), "")
        for ability in NAMED_INSTEAD
        if not image_model.can(ability)
    }
    return replace(spec_of(image_model), instead=instead)
