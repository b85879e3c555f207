"""What channels ask of pictures: an admin copies the rules that ship, changes them, and adds channels of their own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.base import BoundedInline, GuardedAdmin
from config.configuration.rows import CopiedLineForm
from renders.insights.channel_rules import channel_rules, fields_of
from renders.models import ChannelBound, ChannelRuleSet
from renders.quality import CHANNEL_RULES, ChannelRules

MAX_BOUNDS = 20
FREE_LINES = 2


class ChannelBoundForm(CopiedLineForm):
    SUBJECT = "measure"

    class Meta:
        model = ChannelBound
        fields = ["measure", "at_least", "at_most", "severity"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        least, most = data.get("at_least"), data.get("at_most")
        if least is None and most is None and not {"at_least", "at_most"} & set(self.errors):
            self.add_error("at_least", _("Write the least, the most, or both, or remove this line."))
        if least is not None and most is not None and least > most:
            self.add_error("at_most", _("The most is less than the least."))
        return data


class ChannelBoundInline(BoundedInline):
    model = ChannelBound
    form = ChannelBoundForm
    max_num = MAX_BOUNDS
    verbose_name = gettext_lazy("bound")
    verbose_name_plural = gettext_lazy("bounds")

    def get_extra(self, request: HttpRequest, obj: Any = None, **options: Any) -> int:
        return FREE_LINES + (0 if obj else len(copied(request)[1]))


@admin.register(ChannelRuleSet)
class ChannelRuleSetAdmin(GuardedAdmin):
    """Rows with rules of one's own; those that ship stand above them, each with a way to copy it."""

    inlines = [ChannelBoundInline]
    change_list_template = "admin/renders/channelruleset/change_list.html"
    fields = ["name", "code", "source", "checked_on", "confidence", "ratios", "is_enabled"]
    list_display = ["name", "code", "source", "checked_on", "confidence", "is_enabled"]
    prepopulated_fields = {"code": ["name"]}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return copied(request)[0] or super().get_changeform_initial_data(request)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        return options if request.method == "POST" or obj.pk else {**options, "initial": copied(request)[1]}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {**(extra_context or {}), "shipped": not_replaced(self.get_queryset(request))}
        return super().changelist_view(request, context)


def not_replaced(rows: QuerySet[ChannelRuleSet]) -> list[ChannelRules]:
    """The rules that ship and that no row takes the place of."""
    codes = set(rows.values_list("code", flat=True))
    return [rules for rules in CHANNEL_RULES if rules.code not in codes]


def copied(request: HttpRequest) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fields and bounds that the address asks to begin with. A copy of a row needs a code of its own."""
    code = request.GET.get("copy", "")
    rules = next((one for one in channel_rules() if one.code == code), None) if code else None
    if rules is None:
        return {}, []
    own, bounds = fields_of(rules)
    if ChannelRuleSet.objects.filter(code=code).exists():
        own |= {"code": f"{code}-copy"[:40], "name": _("%(name)s, copy") % {"name": rules.name}}
    return own, bounds
