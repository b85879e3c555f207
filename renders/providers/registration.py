"""What a provider's folder declares about itself. Free of Django, because the settings are made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from config.variables import Variables


@dataclass(frozen=True, kw_only=True)
class AccountPreset:
    """The account that is made where a provider has none yet."""

    name: str = "main"
    cap_in_flight: int
    requests_per_minute: int | None = None


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One provider. `name` is also the name of its folder."""

    name: str
    # Dotted path of a function that makes the adapter: (its variables, hosts allowed by OUTBOUND_ALLOW) -> Provider.
    # A path, because the settings read this declaration before any adapter can be imported.
    adapter: str
    account: AccountPreset
    variables: type[Variables] = Variables
    # Environment variables that must have a value before anything can be ordered.
    key_variables: tuple[str, ...] = ()
    # What its keys begin with, where the vendor says so.
    key_prefixes: tuple[str, ...] = ()
    # Fields of `ImageModel` without `provider`, one mapping a model.
    image_models: Sequence[Mapping[str, Any]] = ()
    # Works on this machine: needs no key, waits for nobody, and is added by the demo instead of `manage.py presets`.
    is_local: bool = False
    # Makes pictures out of those of others, and takes no orders.
    is_finisher: bool = False

    @property
    def image_model_rows(self) -> list[dict[str, Any]]:
        """The fields of each image model that ships with this provider."""
        return [{"provider": self.name, **fields} for fields in self.image_models]

    def doubts_about_key(self, variables: Variables) -> list[str]:
        """What looks wrong with its keys, one sentence each, for admins; the vendor has the last word on it."""
        values = {variables.variable_of(name): value for name, value in variables}
        doubts = [_("%(name)s is not set.") % {"name": name} for name in self.missing_keys(variables)]
        for name in self.key_variables:
            key = values[name].get_secret_value().strip()
            if key and self.key_prefixes and not key.startswith(self.key_prefixes):
                begins = " or ".join(self.key_prefixes)
                doubts.append(
                    _("The key in %(name)s does not begin with %(begins)s: it may be cut off, or another's.")
                    % {"name": name, "begins": begins}
                )
        return doubts

    def missing_keys(self, variables: Variables) -> list[str]:
        """The key variables without a value."""
        values = {variables.variable_of(name): value for name, value in variables}
        return [name for name in self.key_variables if not values[name].get_secret_value().strip()]
