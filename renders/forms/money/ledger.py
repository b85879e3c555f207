"""How the page Budget adds the ledger up."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy

from renders.insights.money.ledger_groups import GROUPS, SET, LedgerGroups

LATEST = "latest"


class LedgerFilter(forms.Form):
    """It lives in the address; an unknown value chooses nothing."""

    by = forms.ChoiceField(label=gettext_lazy("Added up by"), choices=list(GROUPS.items()), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[("", gettext_lazy("Largest amount first")), (LATEST, gettext_lazy("Latest first"))],
        required=False,
    )
    zero = forms.BooleanField(label=gettext_lazy("With rows of $0.00"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__({"by": SET, **data.dict()}, auto_id="ledger-%s")
        self.is_valid()

    def groups(self, person: int | None) -> LedgerGroups:
        """What it chooses; `person` is whose sets alone are counted."""
        chosen = self.cleaned_data
        return LedgerGroups(
            by=chosen.get("by") or SET,
            is_latest_first=chosen.get("order") == LATEST,
            with_zero=bool(chosen.get("zero")),
            person=person,
        )

    @property
    def query(self) -> str:
        """What of it an address needs, with its question mark; empty when it chooses nothing."""
        chosen = {name: "on" if value is True else value for name, value in self.cleaned_data.items() if value}
        if chosen.get("by") == SET:
            del chosen["by"]
        return f"?{urlencode(chosen)}" if chosen else ""
