"""The form of the publishing page: which approved pictures go to which channel, with which alternative texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.models import Channel, Decision, Publication, Shot

NOT_APPROVED = gettext_lazy(
    "Nobody approved one of these pictures, or its approval was taken back. Nothing was published."
)


@dataclass(frozen=True)
class PublishRow:
    """One approved picture on the page."""

    decision: Decision
    shot: Shot
    alt_text: BoundField
    is_chosen: bool
    replaces: Iterable[Publication]


class PublishForm(forms.Form):
    """Approved pictures to choose from, each with its alternative text, and a channel.

    Only a valid approval can be chosen, whatever a request says.
    """

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

    def __init__(self, *args: Any, listed: list[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = listed
        chosen: Any = self.fields["decisions"]
        chosen.queryset = Decision.objects.approvals().with_order()
        for decision in listed:
            self.fields[alt_name(decision)] = forms.CharField(
                label=_("Alternative text"), required=False, max_length=250, initial=proposed_alt_text(decision)
            )

    def rows(self, replaced: Mapping[int, Iterable[Publication]]) -> list[PublishRow]:
        """The listed pictures; `replaced` names the publications that each would replace, by decision."""
        chosen = {str(pk) for pk in self["decisions"].value() or []}
        return [
            PublishRow(
                decision,
                decision.review.shot,
                self[alt_name(decision)],
                is_chosen=str(decision.pk) in chosen,
                replaces=replaced.get(decision.pk, ()),
            )
            for decision in self.listed
        ]

    def alt_text(self, decision: Decision) -> str:
        """What was typed; empty when the page did not list the picture."""
        return self.cleaned_data.get(alt_name(decision), "")


def alt_name(decision: Decision) -> str:
    return f"alt-{decision.pk}"


def proposed_alt_text(decision: Decision) -> str:
    """For example "Coffee mug, soft beige glaze"."""
    colorway = decision.review.shot.colorway
    return f"{colorway.product.name}, {colorway.color_words}"[:250]
