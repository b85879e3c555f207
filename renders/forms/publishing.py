"""The form of the publishing page: which approved pictures go where, under which words."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from renders.models import Channel, Decision

NOT_APPROVED = "Nobody approved one of these pictures, or its approval was taken back. Nothing was published."


class PublishForm(forms.Form):
    """Approved pictures to choose from, each with its alternative text, and a channel.

    A decision that does not stand is no choice here, whatever a request says.
    """

    decisions = forms.ModelMultipleChoiceField(
        Decision.objects.none(),
        label="Pictures",
        error_messages={
            "required": "Choose at least one picture.",
            "invalid_choice": NOT_APPROVED,
            "invalid_pk_value": NOT_APPROVED,
        },
    )
    channel = forms.ModelChoiceField(
        Channel.objects.filter(is_enabled=True),
        empty_label=None,
        error_messages={
            "required": "Choose a channel.",
            "invalid_choice": "This channel is not in use. Choose another.",
        },
    )

    def __init__(self, *args: Any, listed: list[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = listed
        chosen: Any = self.fields["decisions"]
        chosen.queryset = Decision.objects.approvals().with_order()
        for decision in listed:
            self.fields[alt_name(decision)] = forms.CharField(
                label="Alternative text", required=False, max_length=250, initial=alt_words(decision)
            )

    def rows(self) -> Iterator[tuple[Decision, BoundField, bool]]:
        """Each listed picture with the field of its alternative text, and whether it is chosen."""
        chosen = {str(pk) for pk in self["decisions"].value() or []}
        for decision in self.listed:
            yield decision, self[alt_name(decision)], str(decision.pk) in chosen

    def alt_text(self, decision: Decision) -> str:
        """What was typed for this picture; empty when the page did not list it."""
        return self.cleaned_data.get(alt_name(decision), "")


def alt_name(decision: Decision) -> str:
    """The name of a picture's alternative-text field."""
    return f"alt-{decision.pk}"


def alt_words(decision: Decision) -> str:
    """What the picture shows, as far as the catalogue knows: "Coffee mug, soft beige glaze"."""
    colorway = decision.review.shot.colorway
    return f"{colorway.product.name}, {colorway.color_words}"[:250]
