"""The way of a version to production, for pages whose view does not ask for it."""

from django import template
from django.contrib.auth.models import User

from catalog.models import PromptVersion
from renders.views.versions.version_status import VersionStatus

register = template.Library()


@register.simple_tag
def version_status(version: PromptVersion, person: User) -> VersionStatus:
    return VersionStatus(version, person)
