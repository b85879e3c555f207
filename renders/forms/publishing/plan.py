"""Which approved pictures go to which channel, and the plan: their alternative texts and what each would replace."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Product
from renders.models import Channel, Decision, Publication, Shot
from renders.pipeline.publishing.fits import blocked, sentence
from renders.pipeline.publishing.requests import Wish, gallery_slot_of, proposed_alt_text

NOT_APPROVED = gettext_lazy(
    "Nobody approved one of these pictures, or its approval was taken back. Nothing was published."
)


class PublishForm(forms.Form):
    """Approved pictures and a channel. Only a valid approval can be chosen, whatever a request says."""

    decisions = forms.ModelMultipleChoiceField(
        Decision.objects.none(),
        label=gettext_lazy("Pictures"),
        error_messages={
            "required": gettext_lazy("Choose at least one picture."),
            "invalid_choice": NOT_APPROVED,
            "invalid_pk_value": NOT_APPROVED,
        },
    )
    channel = forms.ModelChoiceField(
        Channel.objects.filter(is_enabled=True),
        label=gettext_lazy("Channel"),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose a channel."),
            "invalid_choice": gettext_lazy("This channel is not in use. Choose another."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["decisions"]
        chosen.queryset = Decision.objects.approvals().with_order()

    def has_chosen(self, decision: Decision) -> bool:
        return str(decision.pk) in {str(pk) for pk in self["decisions"].value() or []}


@dataclass(frozen=True)
class PlanRow:
    """One picture of a plan: where it goes, beside what it replaces there."""

    decision: Decision
    shot: Shot
    alt_text: BoundField
    shown_name: str  # of the input that says what was shown beside it
    shown: str
    replaces: Publication | None
    unconfirmed: Publication | None
    fault: str  # what the rules of the channel block
    rivals: int  # how many others of the plan were chosen for the same place

    @property
    def is_live_already(self) -> bool:
        """Whether exactly this picture is what is live there."""
        return self.replaces is not None and self.replaces.decision_id == self.decision.pk


@dataclass(frozen=True)
class PlanOfProduct:
    """What a plan changes in the gallery of one product."""

    product: Product
    rows: list[PlanRow]

    @property
    def added(self) -> int:
        return sum(row.replaces is None and row.unconfirmed is None for row in self.rows)

    @property
    def replaced(self) -> int:
        return sum((row.replaces or row.unconfirmed) is not None and not row.is_live_already for row in self.rows)


class PlanForm(forms.Form):
    """The alternative text of each picture, which no picture goes out without, and what was shown beside it.

    Two pictures for one place, and a live picture that was not shown, are refused.
    """

    def __init__(self, *args: Any, decisions: Iterable[Decision], channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decisions, self.channel = list(decisions), channel
        for decision in self.decisions:
            self.fields[alt_name(decision)] = forms.CharField(
                label=_("Alternative text"),
                max_length=250,
                initial=proposed_alt_text(decision.review.shot),
                error_messages={"required": _("Say what the picture shows: shops and blind people need it.")},
            )
            self.fields[shown_name(decision)] = forms.CharField(required=False, widget=forms.HiddenInput)

    @cached_property
    def live(self) -> dict[int, Publication]:
        """By decision: what is live in its place in the channel."""
        found = Publication.objects.live().filter(channel=self.channel, gallery_slot__in=self.by_slot)
        in_slot = found.select_related("render", "decision")
        return {decision.pk: one for one in in_slot for decision in self.by_slot[one.gallery_slot]}

    @cached_property
    def unconfirmed(self) -> dict[int, Publication]:
        """By decision: what may be live in its place, for its gallery was changed and did not show it as it was."""
        found = Publication.objects.filter(
            channel=self.channel, gallery_slot__in=self.by_slot, state=Publication.State.UNCONFIRMED
        )
        in_slot = found.select_related("render", "decision")
        return {decision.pk: one for one in in_slot for decision in self.by_slot[one.gallery_slot]}

    @cached_property
    def faults(self) -> dict[int, str]:
        """By decision: why the rules of the channel block it."""
        fits = blocked(self.decisions, self.channel)
        return {pk: sentence(fit, self.channel) for pk, fit in fits.items()}

    def shown(self, decision: Decision) -> str:
        """What stands beside a picture of the plan, as its form says it."""
        beside = (self.live.get(decision.pk), self.unconfirmed.get(decision.pk))
        return " ".join(str(one.pk) for one in beside if one)

    @cached_property
    def by_slot(self) -> dict[str, list[Decision]]:
        slots: dict[str, list[Decision]] = defaultdict(list)
        for decision in self.decisions:
            slots[gallery_slot_of(decision)].append(decision)
        return slots

    @property
    def products(self) -> list[PlanOfProduct]:
        products: dict[Product, list[PlanRow]] = defaultdict(list)
        for rivals in self.by_slot.values():
            for decision in rivals:
                shot = decision.review.shot
                row = PlanRow(
                    decision,
                    shot,
                    self[alt_name(decision)],
                    shown_name(decision),
                    self.shown(decision),
                    self.live.get(decision.pk),
                    self.unconfirmed.get(decision.pk),
                    self.faults.get(decision.pk, ""),
                    len(rivals) - 1,
                )
                products[shot.colorway.product].append(row)
        return [PlanOfProduct(product, rows) for product, rows in products.items()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for rivals in self.by_slot.values():
            if len(rivals) > 1:
                shots = ", ".join(str(one.review.shot) for one in rivals)
                fault = _("%(shots)s are for the same place in the gallery. Keep one of them.") % {"shots": shots}
                self.blame(rivals[0], fault)
        for decision in self.decisions:
            if decision.pk in self.faults:
                self.blame(decision, f"{decision.review.shot}: {self.faults[decision.pk]}")
            if cleaned.get(shown_name(decision), "") != self.shown(decision):
                live = self.live.get(decision.pk)
                self.blame(decision, self._not_shown(decision, self.unconfirmed.get(decision.pk) or live))
        return cleaned

    def blame(self, decision: Decision, fault: str) -> None:
        """Refuse the plan; the fault leads to the row of this picture."""
        self.add_error(None, forms.ValidationError(fault, code=f"plan-{decision.pk}"))

    def _not_shown(self, decision: Decision, live: Publication | None) -> str:
        words = {"shot": decision.review.shot, "live": live}
        if live is None:
            return _("What %(shot)s was to replace is gone from the channel. Look at the plan again.") % words
        return (
            _("%(live)s is live where %(shot)s goes and was not shown beside it. Compare both, then publish.") % words
        )

    @property
    def wishes(self) -> list[Wish]:
        cleaned = self.cleaned_data
        return [
            Wish(one, cleaned[alt_name(one)], self.live.get(one.pk), self.unconfirmed.get(one.pk))
            for one in self.decisions
        ]


def alt_name(decision: Decision) -> str:
    return f"alt-{decision.pk}"


def shown_name(decision: Decision) -> str:
    return f"shown-{decision.pk}"
