"""Which image models can be ordered from at all, and what to name instead of one that cannot do what was asked."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.models import ImageModel, Placement, PromptVersion
from catalog.texts import and_list, or_list
from config.caching.compiled_queries import compiled
from renders import providers
from renders.composing.estimates import with_queue
from renders.composing.obstacles import key_hint
from renders.models import Account, ShotSet
from renders.orders import spec_of
from renders.providers import ModelSpec

SUGGESTED_ABILITIES = ("chinese_text", "reference", "text", "negative_prompt", "logos")
# So many models are named in place of one that cannot do what was asked.
MAX_SUGGESTED = 3


def unavailable_reason(image_model: ImageModel, account: Account | None, *, for_admins: bool = False) -> str:
    """Why nothing can be ordered from this model's provider; empty when it can. Only admins read names of settings."""
    provider = image_model.provider
    if provider not in providers.REGISTRY:
        return _("Packshot does not speak to %(provider)s.") % {"provider": provider}
    if account is None:
        return _("No account for %(provider)s is switched on. An admin can add one.") % {"provider": provider}
    if providers.missing_keys(provider):
        return _("%(provider)s has no key. %(key_hint)s") % {
            "provider": provider,
            "key_hint": key_hint(provider) if for_admins else _("An admin can set it."),
        }
    return ""


def accounts_by_provider(kind: str = ShotSet.Kind.PREVIEW) -> dict[str, Any]:
    """The account that orders for each provider: the first enabled one, with its queue before a set of this kind."""
    return {account.provider: account for account in ENABLED_BEFORE[ShotSet.Kind(kind)]()}


def enabled_accounts(kind: str) -> QuerySet[Any]:
    return with_queue(Account.objects.filter(is_enabled=True), kind).order_by("-pk")


ENABLED_BEFORE = {kind: compiled(partial(enabled_accounts, kind)) for kind in ShotSet.Kind}


def available_models(
    image_models: Iterable[ImageModel], accounts: Mapping[str, Account] | None = None, *, for_admins: bool = False
) -> tuple[list[ImageModel], list[str]]:
    """The models that can be ordered from, and one sentence for each reason why others cannot. `accounts` are those
    of `accounts_by_provider`, where they are loaded already."""
    accounts = accounts_by_provider() if accounts is None else accounts
    available: list[ImageModel] = []
    reasons: dict[str, str] = {}
    for model in image_models:
        if reason := unavailable_reason(model, accounts.get(model.provider), for_admins=for_admins):
            reasons[model.provider] = reason
        else:
            available.append(model)
    if not for_admins:
        reasons = with_keys_together(reasons, accounts)
    return available, list(dict.fromkeys(reasons.values()))


def with_keys_together(reasons: Mapping[str, str], accounts: Mapping[str, Account]) -> dict[str, str]:
    """The same reasons by provider. Those who cannot set keys read of all providers without one in one sentence."""
    known = [name for name in reasons if name in providers.REGISTRY and name in accounts]
    keyless = [name for name in known if providers.missing_keys(name)]
    if len(keyless) < 2:  # noqa: PLR2004 - several
        return dict(reasons)
    together = _("%(providers)s have no keys. An admin can set them.") % {"providers": and_list(keyless)}
    return {name: together if name in keyless else reason for name, reason in reasons.items()}


def default_model_for(version: PromptVersion, placement: Placement) -> ImageModel | None:
    """What draws a version where nobody chooses: the model it was written for; else the placement's own choice where it
    can be ordered from, else the cheapest one that can; None when none can."""
    if version.fixed_model:
        return version.fixed_model
    enabled = [model for model in placement.image_models.filter(is_enabled=True) if model.can("text")]
    fitting = [model for model in enabled if placement.aspect in model.aspects]
    models = available_models(sorted(fitting, key=lambda model: (model.price_micros, model.name)))[0]
    return next((model for model in models if model.pk == placement.default_model_id), next(iter(models), None))


def spec_for(image_model: ImageModel, others: Iterable[ImageModel]) -> ModelSpec:
    """The model as adapters need it, knowing which of the others can do what it cannot."""
    able = [model for model in others if model.is_enabled and model.pk != image_model.pk]
    instead = {
        ability: or_list([model.name for model in able if model.can(ability)][:MAX_SUGGESTED])
        for ability in SUGGESTED_ABILITIES
        if not image_model.can(ability)
    }
    return replace(spec_of(image_model), instead=instead)
