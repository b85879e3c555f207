"""Forms of the review pages: the filter of the queue, how urgent a review is, and the decision."""

from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.fields import PersonFilterField, RowFilterField
from catalog.linting.patches import BY_NAME, PATCHES, PromptPatch, contradicting
from catalog.models import Campaign, Placement, Product
from renders.models import Channel, Decision, Review
from renders.models.review_queries import ReviewQuerySet

# The keyboard key of each reason, in the order of the choices; 0 comes last, beside 9 on the keyboard.
REASON_KEYS = "1234567890"


class Inspected(models.TextChoices):
    """What inspection found of the pick, as the list is filtered by it."""

    CLEAN = "clean", gettext_lazy("Clean")
    WARNED = "warned", gettext_lazy("With warnings")
    BLOCKED = "blocked", gettext_lazy("Blocked")


ORDERS = [
    ("", gettext_lazy("Longest waiting first")),
    ("priority", gettext_lazy("Priority")),
    ("due", gettext_lazy("Due date")),
]


class ChannelOverrideForm(forms.Form):
    """A reviewer's reason to send an approved picture through a channel whose rules block it."""

    channel = forms.ModelChoiceField(
        Channel.objects.filter(is_enabled=True), label=gettext_lazy("Channel"), to_field_name="slug"
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it goes out all the same"),
        max_length=1000,
        error_messages={"required": gettext_lazy("Say why. Nothing was let through.")},
    )


class ReviewFilter(forms.Form):
    """Which reviews to list. It lives in the address; an unknown value does not filter."""

    product = RowFilterField(
        Product.objects.order_by("name", "pk"),
        label=gettext_lazy("Product"),
        everything=gettext_lazy("All products"),
        named_by="code",
    )
    placement = RowFilterField(
        Placement.objects.all(), label=gettext_lazy("Placement"), everything=gettext_lazy("All placements")
    )
    person = PersonFilterField(label=gettext_lazy("Submitted by"))
    campaign = RowFilterField(
        Campaign.objects.order_by("name", "pk"),
        label=gettext_lazy("Campaign"),
        everything=gettext_lazy("With and without one"),
    )
    findings = forms.ChoiceField(
        choices=[("", gettext_lazy("Any result")), *Inspected.choices],
        label=gettext_lazy("Inspection"),
        required=False,
    )

    order = forms.ChoiceField(choices=ORDERS, label=gettext_lazy("Sorted by"), required=False)

    # Where a review says it.
    LOOKUPS: ClassVar = {
        "product": "shot__colorway__product",
        "placement": "shot__placement",
        "person": "submitted_by",
        "campaign": "shot__shot_set__campaign",
    }

    def selected(self) -> dict[str, Any]:
        """The valid values that filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply_to(self, reviews: ReviewQuerySet) -> ReviewQuerySet:
        selected = self.selected()
        reviews = reviews.filter(**{self.LOOKUPS[name]: selected[name] for name in selected.keys() & self.LOOKUPS})
        match selected.get("order"):
            case "priority":
                reviews = reviews.by_priority()
            case "due":
                reviews = reviews.by_due_date()
        match selected.get("findings"):
            case Inspected.CLEAN:
                return reviews.clean()
            case Inspected.WARNED:
                return reviews.warned()
            case Inspected.BLOCKED:
                return reviews.blocked()
        return reviews

    def offer_waiting(self) -> None:
        """Offer what an open review has, and what is selected; any other value stays a valid filter."""
        selected = self.selected()
        for name, lookup in self.LOOKUPS.items():
            waiting = Q(pk__in=Review.objects.open().order_by().values(lookup))
            field: Any = self.fields[name]
            field.queryset = field.queryset.filter(waiting | Q(pk=selected[name].pk) if name in selected else waiting)

    def query_string(self) -> str:
        """The filter as it stands in an address, with its question mark; empty without a filter."""
        selected = self.selected()
        parameters = {name: self.fields[name].prepare_value(value) for name, value in selected.items()}
        return f"?{urlencode(parameters)}" if parameters else ""


class UrgencyForm(forms.Form):
    """How urgent a review is."""

    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        choices=Review.Priority.choices,
        coerce=int,
        empty_value=Review.Priority.NORMAL,  # type: ignore[arg-type]  # the stubs know words only
        initial=Review.Priority.NORMAL,
        required=False,
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_due_on(self) -> date | None:
        """A day that has passed is only kept, never set."""
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate() and due_on != self.initial.get("due_on"):
            raise forms.ValidationError(_("This day has passed."))
        return due_on

    @classmethod
    def of(cls, review: Review, sent: QueryDict | None = None) -> "UrgencyForm":
        return cls(sent, initial={"priority": review.priority, "due_on": review.due_on}, auto_id="urgency-%s")


class PatchField(forms.MultipleChoiceField):
    """Patches, chosen by their names."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=lambda: [(patch.name, patch.label) for patch in PATCHES], **options)

    def clean(self, value: Any) -> list[PromptPatch]:
        return [BY_NAME[name] for name in super().clean(value)]


class DecisionForm(forms.Form):
    """A rejection needs a reason, the reason "other" a note, and requested changes a choice or a note. Only the review
    knows whether an approval needs an override."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=Decision.Verdict.choices,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose approve, reject or request changes.")
        ),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=Decision.Reason.choices, required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    override = forms.CharField(label=gettext_lazy("Why it is approved all the same"), required=False, max_length=1000)
    patches = PatchField(label=gettext_lazy("What to change"), required=False)

    def clean_patches(self) -> list[str]:
        """Their names."""
        patches = self.cleaned_data["patches"]
        for patch in contradicting(patches):
            self.add_error("patches", _("“%(patch)s” contradicts another choice.") % {"patch": patch.label})
        return [patch.name for patch in patches]

    def clean(self) -> dict[str, Any]:
        """Refuse a verdict without its reason or note; drop a reason where nothing is rejected, and what is to change
        where no changes are asked for."""
        data = super().clean() or self.cleaned_data
        verdict, reason, note = data.get("verdict"), data.get("reason", ""), data.get("note")
        if verdict != Decision.Verdict.REJECT:
            data["reason"] = ""
        elif not reason and "reason" not in self.errors:
            self.add_error("reason", _("Choose a reason."))
        elif reason == Decision.Reason.OTHER and not note and "note" not in self.errors:
            self.add_error("note", _("Say what is wrong."))
        if verdict != Decision.Verdict.CHANGES:
            data["patches"] = []
        elif not note and not data.get("patches") and not {"note", "patches"} & self.errors.keys():
            self.add_error("note", _("Choose or say what to change."))
        return data

    def reasons_with_keys(self) -> list[tuple[str, str, str]]:
        """(keyboard key, value, label) of each reason."""
        return [
            (key, value, str(label)) for key, (value, label) in zip(REASON_KEYS, Decision.Reason.choices, strict=True)
        ]
