"""Rule sets: an admin changes the limits of inspection by making a new version of them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from catalog.admin.base import BoundedInline
from config.configuration.rows import ConfigurationAdmin, CopiedLineForm
from renders.models import RuleLimit, RuleSet
from renders.quality import SHIPPED, Rule

# Units that are words, marked for translation.
UNITS = (gettext_noop("levels"), gettext_noop("characters"), gettext_noop("texts"), gettext_noop("products"))
# Lines that a new version offers beside those of the version before.
FREE_LINES = 3


def check_choices() -> list[tuple[str, str]]:
    """Every check, with the limit and weight that ship."""
    choices = [(rule.code, in_words(rule)) for rule in SHIPPED.values()]
    return [("", _("Choose a check")), *sorted(choices, key=lambda one: one[1])]


def in_words(rule: Rule) -> str:
    about = _(rule.about)
    values = {"about": about[:1].upper() + about[1:], "limit": f"{rule.limit:g}", "unit": _(rule.unit)}
    return _("%(about)s (ships with %(limit)s %(unit)s)") % values


class RuleLimitForm(CopiedLineForm):
    SUBJECT = "check_name"

    check_name = forms.ChoiceField(label=gettext_lazy("Check"), choices=check_choices)

    class Meta:
        model = RuleLimit
        fields = ["check_name", "limit", "severity"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("limit") is None and not data.get("severity") and "limit" not in self.errors:
            self.add_error("limit", _("Write a limit, choose a weight, or remove this line."))
        return data


class RuleLimitInline(BoundedInline):
    model = RuleLimit
    form = RuleLimitForm
    max_num = len(SHIPPED)
    verbose_name = gettext_lazy("limit that differs from the one that ships")
    verbose_name_plural = gettext_lazy("limits that differ from those that ship")

    def get_extra(self, request: HttpRequest, obj: Any = None, **options: Any) -> int:
        return 0 if obj else len(lines_before(request)) + FREE_LINES


@admin.register(RuleSet)
class RuleSetAdmin(ConfigurationAdmin):
    """Every version, the newest first. A new one begins with the lines of the version before."""

    inlines = [RuleLimitInline]
    fields = ["placement", "note"]
    list_display = ["placement_name", "lines", "note", "made_by", "made_at"]
    list_select_related = ["placement", "made_by"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("limits")

    @admin.display(description=gettext_lazy("placement"), ordering="placement")
    def placement_name(self, rule_set: RuleSet) -> str:
        return str(rule_set.placement) if rule_set.placement else _("All placements")

    @admin.display(description=gettext_lazy("limits"))
    def lines(self, rule_set: RuleSet) -> str:
        """What it changes, in short."""
        changed = [f"{one.check_name} {'' if one.limit is None else f'{one.limit:g}'}" for one in rule_set.limits.all()]
        return ", ".join(changed) or _("As it ships")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        return options if request.method == "POST" else {**options, "initial": lines_before(request)}

    def save_model(self, request: HttpRequest, obj: RuleSet, form: Any, change: bool) -> None:
        obj.made_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.put_in_force()


def lines_before(request: HttpRequest) -> list[Any]:
    """The lines of the version that a new one takes the place of."""
    placement = request.GET.get("placement", "")
    before = RuleSet.objects.newest(int(placement) if placement.isdecimal() else None)
    return list(before.limits.values("check_name", "limit", "severity")) if before else []
