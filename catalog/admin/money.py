"""Money in configuration forms: typed in dollars, stored in whole micro-dollars."""

from decimal import Decimal
from typing import Any

from django import forms

from catalog.money import MICROS, dollars

MAX_DOLLARS = 1_000_000


class DollarsField(forms.DecimalField):
    """Dollars with up to six decimals on screen, an int of micro-dollars in `cleaned_data`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=MAX_DOLLARS, max_digits=13, decimal_places=6, **options)

    def prepare_value(self, value: Any) -> Any:
        """Micro-dollars of a row become dollars; what was typed stays as it was typed."""
        return dollars(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """The amount as whole micro-dollars."""
        amount = super().clean(value)
        return amount if amount is None else int(amount * MICROS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(Decimal(initial) / MICROS if isinstance(initial, int) else initial, data)
