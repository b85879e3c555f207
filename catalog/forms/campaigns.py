"""What of a campaign can be changed while it runs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from catalog.models import Campaign


class ShareForm(forms.Form):
    """Its share of accounts; `before` is the share that the page showed."""

    account_share = forms.IntegerField(
        label=gettext_lazy("Share, %"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("0: no share. What is drawn now goes on; what is sent next follows it."),
    )
    before = forms.IntegerField(min_value=0, max_value=100, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data, initial={"account_share": campaign.account_share, "before": campaign.account_share})
