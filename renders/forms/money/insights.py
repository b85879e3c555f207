"""What the page Insights counts: a period, and the rows that it is about."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy

from catalog.forms.fields import PersonFilterField, RowFilterField
from catalog.models import ImageModel, Placement, PromptTemplate
from renders.insights.scope import InsightScope

DEFAULT_PERIOD, ALL = "30", "all"
PERIODS = [
    ("7", gettext_lazy("7 days")),
    (DEFAULT_PERIOD, gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    (ALL, gettext_lazy("All")),
]


class InsightsFilter(forms.Form):
    """It lives in the address; an unknown value does not filter."""

    # By field: what the column of the facts is called.
    COLUMNS = {
        "image_model": "image_model",
        "placement": "placement",
        "template": "version__template",
        "launcher": "launcher",
    }

    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=PERIODS, required=False)
    image_model = RowFilterField(
        ImageModel.objects.order_by("name"), label=gettext_lazy("Image model"), everything=gettext_lazy("All")
    )
    placement = RowFilterField(Placement.objects.all(), label=gettext_lazy("Placement"), everything=gettext_lazy("All"))
    template = RowFilterField(
        PromptTemplate.objects.all(), label=gettext_lazy("Template"), everything=gettext_lazy("All")
    )
    launcher = PersonFilterField(label=gettext_lazy("Launched by"))

    def __init__(self, data: Any, *, only: User | None) -> None:
        """`only` is the person whose sets alone are counted."""
        super().__init__({"period": DEFAULT_PERIOD, **data.dict()}, auto_id="insights-%s")
        self.only = only
        if only:
            del self.fields["launcher"]
        self.is_valid()

    @property
    def scope(self) -> InsightScope:
        """What it chooses."""
        period = self.cleaned_data.get("period") or DEFAULT_PERIOD
        chosen = {name: self.cleaned_data.get(name) for name in self.COLUMNS}
        only = {self.COLUMNS[name]: row.pk for name, row in chosen.items() if row}
        if self.only:
            only["launcher"] = self.only.pk
        return InsightScope(None if period == ALL else int(period), only)

    @property
    def query(self) -> str:
        """What of it an address needs, with its question mark; empty when it chooses nothing."""
        chosen = {name: self.data[name] for name in self.fields if name in self.cleaned_data and self.data.get(name)}
        if chosen.get("period") == DEFAULT_PERIOD:
            del chosen["period"]
        return f"?{urlencode(chosen)}" if chosen else ""
