"""Composing a shot set: what was chosen and typed, the plan it makes, and its problems."""

import uuid
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Colorway, ImageModel, Placement
from catalog.models.shot_packs import MAX_LINES
from renders import composing
from renders.composing import OrderOptions, PlanLine, PlannedShot, Problem, SetPlan
from renders.composing.obstacles import Cause, Obstacle, tab_of
from renders.forms.compose.defaults import with_defaults
from renders.forms.compose.line_form import NOT_OFFERED, LineForm
from renders.forms.compose.loaded_rows import LoadedChoiceField, LoadedMultipleChoiceField
from renders.forms.compose.offers import Offer
from renders.forms.compose.set_lines import line_numbers, lines_of
from renders.forms.compose.titles import pack_of, proposed_title
from renders.forms.sets import TitleField
from renders.models import ShotSet
from renders.providers import local_providers

# Of each of several placements.
SHOTS_READABLE = 24
ROWS_OF_PLAN = 24


@dataclass(frozen=True)
class ReadableShot:
    """A planned shot whose prompt the page can show, and the placement of the set that it belongs to."""

    line: PlanLine
    shot: PlannedShot

    @property
    def value(self) -> str:
        """What the choice of the shown shot sends."""
        return f"{self.shot.colorway.pk}-{self.line.number}" if self.line.number else str(self.shot.colorway.pk)


class FurtherLineForm(LineForm):
    """A placement beyond the first. Its fields have its number in their names."""

    @property
    def name(self) -> str:
        return _("Placement %(number)s") % {"number": self.number + 1}

    def __init__(self, first: "ComposeForm", number: int) -> None:
        self.first, self.number = first, number
        super().__init__(first.data)

    @cached_property
    def offer(self) -> Offer:
        return self.first.offer.beside(self.cleaned_data.get("placement"))


class ComposeForm(LineForm):
    """An order being composed. The problems of its `plan` become errors of their fields."""

    token = forms.UUIDField(label=gettext_lazy("This form"), widget=forms.HiddenInput)
    colorways = LoadedMultipleChoiceField(
        Colorway.objects.filter(product__archived_at=None).select_related("product"),
        label=gettext_lazy("Products"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("One of these products is no longer in the catalogue."),
            "invalid_pk_value": NOT_OFFERED,
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=ShotSet.Kind.choices, error_messages={"invalid_choice": NOT_OFFERED}
    )
    use_photo = forms.BooleanField(label=gettext_lazy("Use my photo"), required=False)
    reference = forms.ModelChoiceField(
        composing.usable_references(),
        label=gettext_lazy("Reference render"),
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": gettext_lazy("The reference render is neither starred nor approved. Choose another one.")
        },
    )
    blank_label = forms.BooleanField(label=gettext_lazy("Blank label"), required=False)
    one_picture = forms.BooleanField(label=gettext_lazy("One picture of all chosen colours"), required=False)
    title = TitleField()
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)
    find = forms.CharField(label=gettext_lazy("Find products"), max_length=100, required=False)
    shown = forms.CharField(label=gettext_lazy("Product shown"), max_length=20, required=False)
    quoted = forms.IntegerField(label=gettext_lazy("Price"), required=False)

    field_order = ["token", "colorways", "placement", "version", "image_model", "kind", "count", "title", "note"]

    plan: SetPlan

    def __init__(self, data: QueryDict, *, by: User, offers: Sequence[Offer] = ()) -> None:
        super().__init__(data)
        self.by = by
        if offers:
            self.load(offers[0])
            cast(LoadedChoiceField, self.fields["colorways"]).loaded = offers[0].picked_colorways
        self.further = [FurtherLineForm(self, number) for number in line_numbers(data)[1:]]
        for line, offer in zip(self.further, offers[1:], strict=False):
            line.load(offer)

    @property
    def lines(self) -> list[LineForm]:
        """The placements of the set; the first one is this form's own."""
        return [self, *self.further]

    @classmethod
    def draft(cls, data: QueryDict, *, by: User, checked: Container[str] = ()) -> "ComposeForm":
        """The form while it is being filled in: what no longer fits is replaced, and nothing is called an error yet,
        except in the fields `checked`."""
        chosen, offers = with_defaults(data, by)
        form = cls(chosen, by=by, offers=offers)
        for line in form.lines:
            for name in [name for name in line.errors if name not in checked]:
                del line.errors[name]
        return form

    def clean(self) -> dict[str, Any]:
        """Make the plan; its problems become the fields' errors unless a field has one already."""
        chosen = self.cleaned_data
        self.errors.pop("count", None)
        for line in self.further:
            line.full_clean()
            line.errors.pop("count", None)
        self.plan = composing.plan_set(
            list(chosen.get("colorways") or []),
            [line.choices for line in self.lines],
            kind=chosen.get("kind") or ShotSet.Kind.PREVIEW,
            by=self.by,
            options=self.options,
        )
        for each, planned in zip(self.lines, self.plan.plans, strict=True):
            each.planned = planned
        with_errors = {(number, field) for number, line in enumerate(self.lines) for field in line.errors}
        self.add_problems([one for one in self.plan.problems if (one.line, one.field) not in with_errors])
        for line in self.further:
            for field, errors in line.errors.items():
                self.add_error(None, [f"{line.name}, {line.fields[field].label}: {one}" for one in errors])
        return chosen

    @property
    def options(self) -> OrderOptions:
        """What is asked of every shot. Production sends frozen prompts as they are, with their labels."""
        chosen = self.cleaned_data
        is_preview = chosen.get("kind") != ShotSet.Kind.PRODUCTION
        return OrderOptions(
            uses_photo=bool(chosen.get("use_photo")),
            render=chosen.get("reference"),
            leaves_label_blank=bool(chosen.get("blank_label")) and is_preview,
            in_one_picture=bool(chosen.get("one_picture")),
        )

    @property
    def has_photo(self) -> bool:
        """Whether any picked product has a photo, or one was asked for."""
        picked = self.cleaned_data.get("colorways") or []
        return self.plan.first.options.uses_photo or any(composing.photo_of(colorway) for colorway in picked)

    @property
    def price_difference_micros(self) -> int:
        """How much more a picture costs than the reference render did; negative where it costs less."""
        reference = self.plan.first.options.render
        return self.plan.first.quote.price_micros - reference.price_micros if reference else 0

    @property
    def may_leave_label_blank(self) -> bool:
        """Whether a blank label is the way to order what the image model garbles."""
        is_garbled = any(shot.is_label_garbled for shot in self.plan.shots)
        return is_garbled and self.data.get("kind") != ShotSet.Kind.PRODUCTION

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field; those of further placements above all fields, with the placement's name."""
        for problem in problems:
            if problem.line and problem.field != "colorways":
                placement = self.plan.plans[problem.line].placement or _("Placement %(number)s") % {
                    "number": problem.line + 1
                }
                self.add_error(None, f"{placement}: {problem.message}")
            else:
                self.add_error(problem.field, problem.message)

    def launch(self) -> ShotSet:
        """Launch the plan. Raises what `composing.launch` raises."""
        chosen = self.cleaned_data
        title = chosen["title"] or self.proposed_title
        return composing.launch(*self.plan.plans, by=self.by, token=chosen["token"], title=title, note=chosen["note"])

    @property
    def proposed_title(self) -> str:
        """The title of the set where nobody types another."""
        pack = pack_of(self.data, lines_of(self.data), self.offer.packs)
        colorways = self.cleaned_data.get("colorways") or []
        return proposed_title(colorways, [plan.placement for plan in self.plan.plans], pack)

    @cached_property
    def offer(self) -> Offer:
        """What can be chosen, given what has been."""
        placements = [line["placement"] for line in lines_of(self.data)]
        return Offer.of(self.data, self.by, is_draft=False, placements=placements)

    @property
    def all_obstacles(self) -> list[Obstacle]:
        """What would keep this order waiting if it was launched now, each reason once."""
        found = [obstacle for line in self.lines for obstacle in line.obstacles]
        return list({(obstacle.cause, obstacle.title): obstacle for obstacle in found}.values())

    @cached_property
    def next_placement(self) -> Placement | None:
        """The placement that one more line begins with: the first that the set does not have; None where it is full."""
        taken = {plan.placement for plan in self.plan.plans}
        unused = next((one for one in self.offer.placements if one not in taken), None)
        return unused if len(self.lines) < MAX_LINES else None

    @property
    def tab(self) -> str:
        """What the browser's tab says first."""
        return f"{Cause.NO_BUDGET.tab} · " if self.plan.quote.missing_micros else tab_of(self.all_obstacles)

    @cached_property
    def readable_shots(self) -> list[ReadableShot]:
        """The shots whose prompts the page can show: all of a single placement, the first ones of each of several."""
        most = None if len(self.lines) == 1 else SHOTS_READABLE
        return [ReadableShot(line, shot) for line in self.plan.lines for shot in line.plan.shots[:most]]

    @property
    def shown_shot(self) -> ReadableShot | None:
        """The one whose prompt it shows."""
        asked = self.data.get("shown", "")
        return next((one for one in self.readable_shots if one.value == asked), next(iter(self.readable_shots), None))

    @property
    def orderable_shots(self) -> int:
        """How many shots can be ordered."""
        return sum(line.ready for line in self.plan.lines)

    @cached_property
    def fixes(self) -> list[tuple[PlanLine, ImageModel | None]]:
        """Each placement, with an image model that takes what the chosen one refuses."""
        pairs = zip(self.lines, self.plan.lines, strict=True)
        return [(line, composing.model_instead(line.plan, form.offer.image_models)) for form, line in pairs]

    @property
    def has_fixes(self) -> bool:
        """Whether any placement as a whole has something to put right."""
        return any(line.problems or instead for line, instead in self.fixes)

    @cached_property
    def plan_rows(self) -> list[tuple[Colorway, list[tuple[PlanLine, PlannedShot]]]]:
        """The rows of the plan's table: products that lack something first."""
        rows = sorted(self.plan.table, key=lambda row: all(shot.gap is None for _, shot in row[1]))
        return rows[:ROWS_OF_PLAN]

    @property
    def more_plan_rows(self) -> int:
        """How many rows beyond those shown."""
        return len(self.plan.table) - len(self.plan_rows)

    @property
    def incomplete_shots(self) -> list[PlannedShot]:
        """Shots that cannot be ordered yet."""
        return [shot for shot in self.plan.shots if shot.problems]

    @property
    def model_problems(self) -> list[Problem]:
        """Problems of a version that fixes its image model, where no field shows them yet."""
        fields = () if self.errors else ("version", "image_model")
        return [problem for problem in self.plan.problems if problem.field in fields]

    @property
    def complete_note(self) -> str:
        """What a prompt without problems promises."""
        models = [plan.image_model for plan in self.plan.plans]
        is_studio = all(model and model.provider in local_providers() for model in models)
        return _("The studio honours every word of it.") if is_studio else _("Complete: every placeholder has a value.")

    @property
    def price_changed(self) -> bool:
        """Whether the price is another than the page showed."""
        return bool(self.cleaned_data.get("quoted") != self.plan.quote.total_micros)

    def with_new_token(self) -> "ComposeForm":
        """The same choices under a token that has launched nothing."""
        data = self.data.copy()
        data["token"] = str(uuid.uuid4())
        return ComposeForm.draft(data, by=self.by)
