"""Putting a shot before the reviewers, and making pictures out of its candidates."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Colorway, Product
from renders.composing.earlier.reworks import MAX_COUNT
from renders.finishing.steps import (
    MAX_LABEL,
    MAX_ROWS,
    Chain,
    ConvertColour,
    CropTo,
    ExtendTo,
    LabelAsMadeByAI,
    PutLabel,
    Refit,
    Step,
    WhitenGround,
    described_chain,
)
from renders.forms.reviewing.reviews import PatchField, UrgencyForm
from renders.models import Render, Shot, VendorClaim
from renders.models.vendor_claims import VendorClaimQuerySet

NO_PICK = gettext_lazy("Choose a ready candidate first.")
RATIOS = ("1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "9:16", "16:9", "21:9")
CORNERS = (
    ("bottom-right", gettext_lazy("Bottom right")),
    ("bottom-left", gettext_lazy("Bottom left")),
    ("top-right", gettext_lazy("Top right")),
    ("top-left", gettext_lazy("Top left")),
)


class SubmissionForm(UrgencyForm):
    """The pick, a note for whoever decides, and how urgent it is."""

    pick = forms.ModelChoiceField(
        Render.objects.none(),
        to_field_name="number",
        widget=forms.HiddenInput,
        error_messages={"required": NO_PICK, "invalid_choice": NO_PICK},
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the reviewer"),
        max_length=500,
        required=False,
        widget=forms.TextInput(
            attrs={"placeholder": gettext_lazy("Note for the reviewer, optional"), "autocomplete": "off"}
        ),
    )

    def __init__(self, shot: Shot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pick = cast(forms.ModelChoiceField, self.fields["pick"])
        pick.queryset = shot.renders.ready()


class FinishForm(forms.Form):
    """Plain settings of the steps. They are run in one order: a crop must not undo the fill that was asked for."""

    puts_label = forms.BooleanField(
        label=gettext_lazy("Put the real label on"),
        required=False,
        help_text=gettext_lazy("The product's print artwork, where its label lies, in the picture's own light."),
    )
    whiten = forms.BooleanField(
        label=gettext_lazy("Make the ground white"),
        required=False,
        help_text=gettext_lazy("Shadows stay. The product keeps every pixel as it is."),
    )
    fill = forms.IntegerField(
        label=gettext_lazy("Product fills, %"),
        required=False,
        min_value=20,
        max_value=95,
        help_text=gettext_lazy("Of the frame, and in its middle. Leave it empty to keep size and place."),
    )
    frame = forms.ChoiceField(
        label=gettext_lazy("Frame"),
        required=False,
        choices=[
            ("", gettext_lazy("As it is")),
            ("extend", gettext_lazy("Extend the ground")),
            ("crop", gettext_lazy("Crop")),
        ],
        help_text=gettext_lazy("Neither cuts the product. A crop takes the largest part that keeps it."),
    )
    aspect = forms.ChoiceField(
        label=gettext_lazy("To the ratio"), required=False, choices=[(ratio, ratio) for ratio in RATIOS], initial="4:5"
    )
    is_labelled = forms.BooleanField(
        label=gettext_lazy("Write into a corner how it was made"),
        required=False,
        help_text=gettext_lazy("For places where the law wants people to see it."),
    )
    label = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=MAX_LABEL, initial=gettext_lazy("AI-generated")
    )
    corner = forms.ChoiceField(label=gettext_lazy("Corner"), required=False, choices=CORNERS)
    srgb = forms.BooleanField(
        label=gettext_lazy("Convert to sRGB"),
        required=False,
        help_text=gettext_lazy("Every finished picture is sRGB. Tick this where nothing else is to change."),
    )

    def __init__(self, *args: Any, label_step: PutLabel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_step = label_step
        if label_step is None:
            del self.fields["puts_label"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_labelled") and not cleaned.get("label"):
            self.add_error("label", _("Say what the label reads."))
        if not self.errors and not self.chain:
            raise forms.ValidationError(_("Choose at least one step. Nothing was made."))
        return cleaned

    @cached_property
    def chain(self) -> Chain:
        """The steps, in the order in which they are run."""
        chosen = self.cleaned_data
        steps: list[Step] = [WhitenGround()] if chosen.get("whiten") else []
        if chosen.get("puts_label") and self.label_step:
            steps.append(self.label_step)
        if chosen.get("frame") == "crop" and chosen.get("aspect"):
            steps.append(CropTo(aspect=chosen["aspect"]))
        if chosen.get("frame") == "extend" and chosen.get("aspect"):
            steps.append(ExtendTo(aspect=chosen["aspect"]))
        if chosen.get("fill"):
            steps.append(Refit(fill=chosen["fill"]))
        if chosen.get("is_labelled") and chosen.get("label"):
            steps.append(LabelAsMadeByAI(text=chosen["label"], corner=chosen.get("corner") or "bottom-right"))
        return tuple(steps) or ((ConvertColour(),) if chosen.get("srgb") else ())

    @property
    def chain_text(self) -> str:
        """What will be done, in words; empty while nothing is chosen or something is wrong."""
        return described_chain(self.chain) if self.is_bound and self.is_valid() else ""

    @classmethod
    def of(cls, request: HttpRequest, label_step: PutLabel | None) -> "FinishForm":
        """As it was sent, else as the address fills it in; without any choice it says nothing of what is missing."""
        if request.method == "POST":
            return cls(request.POST, label_step=label_step)
        is_filled_in = any(name in request.GET for name in cls.base_fields)
        return cls(request.GET if is_filled_in else None, label_step=label_step)


class GridForm(forms.Form):
    """How many pictures a grid shows, and of which colours; `ordered` are those that it was ordered to show."""

    columns = forms.IntegerField(label=gettext_lazy("Pictures side by side"), min_value=1, max_value=MAX_ROWS)
    rows = forms.IntegerField(label=gettext_lazy("Rows"), min_value=1, max_value=MAX_ROWS, initial=1)
    colorways = forms.ModelMultipleChoiceField(
        Colorway.objects.none(),
        label=gettext_lazy("Colours"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("As the grid shows them: from left to right, then the next row."),
    )

    def __init__(self, *args: Any, product: Product, ordered: Sequence[Colorway] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ordered = ordered
        if ordered:
            del self.fields["colorways"]
            self.fields["columns"].initial = min(MAX_ROWS, len(ordered))
            return
        colorways: Any = self.fields["colorways"]
        colorways.queryset = product.colorways.order_by("position", "pk")
        colorways.label_from_instance = lambda colorway: colorway.name
        colorways.initial = list(colorways.queryset)
        self.fields["columns"].initial = min(MAX_ROWS, len(colorways.initial))

    @property
    def shown(self) -> list[Colorway]:
        """The colours of a valid form, from left to right, then the next row."""
        return list(self.ordered or self.cleaned_data["colorways"])


class MoreForm(forms.Form):
    """Further candidates after one: the token of the page that sent it, and the price of one picture that it showed."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    quoted = forms.IntegerField(widget=forms.HiddenInput)


class ReworkForm(MoreForm):
    """What is to change, and how many candidates are ordered."""

    patches = PatchField(
        label=gettext_lazy("What to change"),
        error_messages={"required": gettext_lazy("Choose what to change.")},
    )
    count = forms.TypedChoiceField(
        label=gettext_lazy("How many"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MAX_COUNT + 1)],
        initial=1,
        widget=forms.RadioSelect,
    )


class ClaimForm(forms.Form):
    """Why a picture is faulty work of its vendor."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong"),
        choices=[("", gettext_lazy("Choose")), *VendorClaim.Reason.choices],
        error_messages={
            "required": gettext_lazy("Choose what is wrong. Nothing was noted."),
            "invalid_choice": gettext_lazy("Choose what is wrong. Nothing was noted."),
        },
    )
    note = forms.CharField(label=gettext_lazy("Message to the vendor"), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == VendorClaim.Reason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Say what is wrong. Nothing was noted."))
        return cleaned


class ClaimFilter(forms.Form):
    """Which claims to list; it lives in the address, and an unknown value finds nothing."""

    provider = forms.ChoiceField(label=gettext_lazy("Provider"), required=False)
    since = forms.DateField(label=gettext_lazy("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        providers = VendorClaim.objects.standing().order_by("provider").values_list("provider", flat=True).distinct()
        choices: Any = self.fields["provider"]
        choices.choices = [("", _("All providers")), *((provider, provider) for provider in providers)]

    def claims(self) -> VendorClaimQuerySet:
        if not self.is_valid():
            return VendorClaim.objects.none()
        provider, since = self.cleaned_data["provider"], self.cleaned_data["since"]
        found = VendorClaim.objects.standing().with_order()
        found = found.filter(provider=provider) if provider else found
        return found.filter(at__date__gte=since) if since else found
