"""System checks: what a provider declares must be complete."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from renders import providers
from renders.providers import Registration


@register("providers")
def check_providers(**_: Any) -> list[CheckMessage]:
    """One error for each provider that could be ordered from without a key, or that needs a key nobody can set."""
    return [error for registration in providers.REGISTRY.values() for error in errors_of(registration)]


def errors_of(registration: Registration) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    if not registration.is_local and not registration.key_variables:
        errors.append(
            Error(
                f"The provider {registration.name} is not local and names no key variable.",
                hint="Set key_variables in its registration, or is_local=True if it works on this machine.",
                id="providers.E001",
            )
        )
    declared = {registration.variables.variable_of(field) for field in registration.variables.model_fields}
    for name in sorted(set(registration.key_variables) - declared):
        errors.append(
            Error(
                f"The provider {registration.name} needs the key {name}, which its variables do not declare.",
                hint="Declare it in the variables.py of the provider's folder.",
                id="providers.E002",
            )
        )
    return errors
