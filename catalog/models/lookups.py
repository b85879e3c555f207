"""Looking rows up by numbers of any size, as every form and address may name them."""

from typing import Any

from django.db.models import IntegerField
from django.db.models.lookups import In


@IntegerField.register_lookup
class IntegerIn(In):
    """`id IN (…)` without the numbers that no column of this kind holds: SQLite's driver raises for them.

    Django's other lookups of integers do the same.
    """

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            least, largest = connection.ops.integer_field_range(self.lhs.output_field.get_internal_type())
            self.rhs = [one for one in self.rhs if not isinstance(one, int) or _is_within(one, least, largest)]
        return super().process_rhs(compiler, connection)


def _is_within(number: int, least: int | None, largest: int | None) -> bool:
    return (least is None or number >= least) and (largest is None or number <= largest)
