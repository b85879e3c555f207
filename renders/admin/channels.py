"""Channels: where approved pictures go."""

from django.contrib import admin

from catalog.admin.base import GuardedAdmin
from renders.forms.channels import ChannelForm
from renders.models import Channel


@admin.register(Channel)
class ChannelAdmin(GuardedAdmin):
    form = ChannelForm
    list_display = ["name", "kind", "is_enabled"]
    fields = ["name", "slug", "kind", "settings", "key_name", "rules", "is_enabled"]
    prepopulated_fields = {"slug": ["name"]}
    fixed_while_used = ("slug", "kind")
