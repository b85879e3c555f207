"""What a query costs, and the shop's points, which come back while time goes by."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, InlineFragmentNode, SelectionSetNode, VariableNode

from tests.simulators.shopify.shop import ShopOptions

COST_OF_A_MUTATION = 10
MOST_OF_A_QUERY = 1000


class Points:
    """One shop's bucket."""

    def __init__(self, options: ShopOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self._options, self._clock = options, clock
        self._left, self._counted_at = options.points, clock()

    def left(self) -> float:
        now = self._clock()
        self._left = min(self._options.points, self._left + (now - self._counted_at) * self._options.rate)
        self._counted_at = now
        return self._left

    def spend(self, cost: float) -> None:
        self._left = self.left() - cost


def cost_of(document: DocumentNode, variables: Mapping[str, Any], *, writes: bool) -> int:
    """Ten for a mutation; for a query one each object, times the length of the page that it stands on."""
    if writes:
        return COST_OF_A_MUTATION
    return sum(
        _cost(each.selection_set, variables)
        for each in document.definitions
        if not isinstance(each, FragmentDefinitionNode)
        if isinstance(getattr(each, "selection_set", None), SelectionSetNode)
    )


def _cost(selection: SelectionSetNode, variables: Mapping[str, Any]) -> int:
    total = 0
    for each in selection.selections:
        if isinstance(each, InlineFragmentNode):
            total += _cost(each.selection_set, variables)
        elif isinstance(each, FieldNode) and each.selection_set and each.name.value not in ("nodes", "pageInfo"):
            total += 1 + _page(each, variables) * _cost(each.selection_set, variables)
        elif isinstance(each, FieldNode) and each.selection_set and each.name.value == "nodes":
            total += 1 + _cost(each.selection_set, variables)
    return total


def actual_cost(document: Any) -> int:
    """What a query costs in the end: one each object that came back."""
    if isinstance(document, list):
        return sum(map(actual_cost, document))
    return 1 + sum(map(actual_cost, document.values())) if isinstance(document, dict) else 0


def _page(field: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in field.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            return int(variables[value.name.value] if isinstance(value, VariableNode) else value.value)  # type: ignore[attr-defined]
    return 1
