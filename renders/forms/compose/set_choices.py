"""What a set is composed of, apart from any form: as a draft keeps it, and as an earlier set was ordered."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast

from django.db.models import Count, Min, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.models import Colorway
from catalog.models.shot_packs import MAX_LINES
from catalog.shapes import MAX_CHOSEN_NAME, ChosenLine, ChosenRow, SetChoices, SetKind
from renders.composing import OrderOptions
from renders.composing.earlier.repeats import options_of
from renders.forms.compose.offered_rows import enabled_placements
from renders.forms.compose.set_form import ComposeForm
from renders.forms.compose.set_lines import LineData, write_lines
from renders.forms.compose.titles import first_names
from renders.models import Shot, ShotSet

# How many products that are gone are named.
MAX_NAMED = 5


def choices_of_form(form: ComposeForm) -> SetChoices:
    """Everything that is chosen in a form, complete or not."""
    chosen = form.cleaned_data
    return SetChoices(
        kind=cast(SetKind, str(chosen.get("kind") or ShotSet.Kind.PREVIEW)),
        colorways=[row for one in chosen.get("colorways") or [] if (row := chosen_row(one, one.sku))],
        lines=[
            ChosenLine(
                placement=chosen_row(plan.placement),
                version=chosen_row(plan.version),
                image_model=chosen_row(plan.image_model),
                count=plan.count if 0 <= plan.count <= 100 else 0,
            )
            for plan in form.plan.plans
        ],
        use_photo=bool(chosen.get("use_photo")),
        blank_label=bool(chosen.get("blank_label")),
        one_picture=bool(chosen.get("one_picture")),
        reference=chosen_row(chosen.get("reference")),
        of_pack=str(form.data.get("of_pack", ""))[:200],
    )


def choices_of_set(shot_set: ShotSet, numbers: Collection[int] = ()) -> SetChoices:
    """What was ordered in a set, or in its shots with these numbers."""
    shots = shot_set.shots.filter(cells_of=None).order_by()
    if numbers:
        shots = shots.filter(number__in=numbers)
    options = options_of_lines(shots)
    return SetChoices(
        kind=cast(SetKind, shot_set.kind),
        colorways=colorways_of(shots, in_one_picture=any(one.in_one_picture for one in options)),
        lines=list(lines_of_shots(shots)) or [ChosenLine()],
        use_photo=any(one.uses_photo for one in options),
        blank_label=any(one.leaves_label_blank for one in options),
        one_picture=any(one.in_one_picture for one in options),
        reference=chosen_row(options[0].render if options else None),
    )


def colorways_of(shots: "QuerySet[Shot]", *, in_one_picture: bool) -> list[ChosenRow]:
    """The colours that were ordered, each once; those of pictures of several colours as their contracts say it."""
    if in_one_picture:
        contracts = shots.order_by("number").values_list("contract_json", flat=True)
        skus = list(dict.fromkeys(cell["sku"] for one in contracts for cell in one.get("cells", ())))
        keys = dict(Colorway.objects.filter(sku__in=skus).values_list("sku", "pk"))
        return [ChosenRow(pk=keys[sku], name=sku[:MAX_CHOSEN_NAME]) for sku in skus if sku in keys]
    rows = in_order(shots, "colorway", "colorway__sku").values_list("colorway", "colorway__sku")
    return [ChosenRow(pk=pk, name=sku[:MAX_CHOSEN_NAME]) for pk, sku in rows]


def options_of_lines(shots: "QuerySet[Shot]") -> list[OrderOptions]:
    """What the first shot of each placement was ordered with. Only shots that have a label or take a photo show it."""
    first = shots.values("placement", "version", "image_model").annotate(first=Min("number")).values("first")
    ordered = shots.filter(number__in=first).order_by("number")
    return [options_of(shot) for shot in ordered.select_related("shot_set__reference_render__shot", "version")]


def lines_of_shots(shots: "QuerySet[Shot]") -> Iterator[ChosenLine]:
    """The placements of these shots; each has the candidates that its shots were launched with."""
    rows = ("placement", "version", "image_model")
    names = ("placement__name", "version__template__name", "version__number", "image_model__name")
    counted = {
        "of": Count("pk", distinct=True),
        "ordered": Count("renders", filter=Q(renders__retry_of=None, renders__parent=None)),
    }
    for row in in_order(shots, *rows, *names).annotate(**counted)[:MAX_LINES]:
        named = {"placement": row["placement__name"], "image_model": row["image_model__name"]}
        named["version"] = f"{row['version__template__name']} v{row['version__number']}"
        chosen = {name: ChosenRow(pk=row[name], name=named[name][:MAX_CHOSEN_NAME]) for name in rows}
        yield ChosenLine(**chosen, count=min(100, row["ordered"] // row["of"]))


def in_order(shots: "QuerySet[Shot]", *fields: str) -> "QuerySet[Shot, dict[str, Any]]":
    """These fields of the shots, each combination once, in the order in which they were ordered."""
    return shots.values(*fields).annotate(first=Min("number")).order_by("first")


def chosen_row(row: Model | None, name: str = "") -> ChosenRow | None:
    return ChosenRow(pk=row.pk, name=(name or str(row))[:MAX_CHOSEN_NAME]) if row else None


def fields_of(choices: SetChoices) -> QueryDict:
    """The fields of a form with these choices; placements that are switched off are left out."""
    data = QueryDict(mutable=True)
    data["kind"], data["of_pack"] = choices.kind, choices.of_pack
    data.setlist("colorways", [str(row.pk) for row in choices.colorways])
    lines = lines_in(choices, {placement.pk for placement in enabled_placements()}) or [ChosenLine()]
    write_lines(data, [line_data(line) for line in lines])
    if choices.use_photo:
        data["use_photo"] = "1"
    if choices.blank_label:
        data["blank_label"] = "1"
    if choices.one_picture:
        data["one_picture"] = "1"
    if choices.reference:
        data["reference"] = str(choices.reference.pk)
    return data


def line_data(line: ChosenLine) -> LineData:
    rows = {"placement": line.placement, "version": line.version, "image_model": line.image_model}
    return {name: str(row.pk) if row else "" for name, row in rows.items()} | {"count": str(line.count or "")}


def lines_in(choices: SetChoices, placements: Collection[int]) -> list[ChosenLine]:
    """What was chosen in these placements, by their ids, and where no placement was chosen yet."""
    return [line for line in choices.lines if not line.placement or line.placement.pk in placements]


def lost_choices(choices: SetChoices, form: ComposeForm, *, line_with_other_model: int | None = None) -> list[str]:
    """What a form made of these choices no longer has of them, one sentence each. The image model of one line may have
    been changed on purpose."""
    placements = {placement.pk for placement in form.offer.placements}
    lines = lines_in(choices, placements)
    lost = [
        _("%(placement)s is switched off, so it is left out.") % {"placement": line.placement.name}
        for line in choices.lines
        if line.placement and line not in lines
    ]
    for number, (line, plan) in enumerate(zip(lines, form.plan.plans, strict=False)):
        where = str(plan.placement or "")
        lost += replaced(where, line.version, plan.version)
        if number != line_with_other_model:
            lost += replaced(where, line.image_model, plan.image_model)
        if line.count and line.count != plan.count:
            sentence = _("%(placement)s: %(count)s candidates are not possible here, %(instead)s are chosen instead.")
            lost.append(sentence % {"placement": where, "count": line.count, "instead": plan.count})
    if choices.reference and not form.cleaned_data.get("reference"):
        lost.append(_("The reference render is neither starred nor approved any more. Choose another one."))
    return [*lost_products(choices.colorways, form), *lost]


def replaced(where: str, row: ChosenRow | None, instead: Model | None) -> list[str]:
    """That another version or image model took the place of the one chosen."""
    if row is None or (instead and instead.pk == row.pk):
        return []
    names = {"placement": where, "lost": row.name, "instead": instead}
    if instead is None:
        return [_("%(placement)s: %(lost)s is not offered any more.") % names]
    return [_("%(placement)s: %(lost)s is not offered any more, %(instead)s is chosen instead.") % names]


def lost_products(colorways: Sequence[ChosenRow], form: ComposeForm) -> list[str]:
    """Which products are no longer in the catalogue."""
    there = {colorway.pk for colorway in form.cleaned_data.get("colorways") or []}
    gone = [row.name for row in colorways if row.pk not in there]
    if not gone:
        return []
    return [_("No longer in the catalogue: %(products)s.") % {"products": first_names(gone, MAX_NAMED)}]
