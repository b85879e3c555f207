"""The placements of a set as fields of a form: the first under plain names, each further one under names with its
number ("placement-2"), which a field `line` announces."""

from collections.abc import Sequence

from django.core.validators import slug_re
from django.db.models import Max
from django.http import QueryDict

from catalog.models import ShotPackLine
from catalog.models.shot_packs import MAX_LINES
from catalog.text import whole_number

FIELDS = ("placement", "version", "image_model", "count")
# Buttons that change which placements a set has; `use_model` is "line:model", `use_pack` takes the pack in `pack`.
BUTTONS = ("add_line", "remove_line", "use_model", "use_pack")

LineData = dict[str, str]


def field_of(name: str, number: int) -> str:
    """The name of a field in line `number`."""
    return f"{name}-{number}" if number else name


def line_numbers(data: QueryDict) -> list[int]:
    """The numbers in the names of the fields."""
    further = dict.fromkeys(number for value in data.getlist("line") if (number := whole_number(value)))
    return [0, *further][:MAX_LINES]


def lines_of(data: QueryDict) -> list[LineData]:
    """What each placement of a set was filled with."""
    return [{name: str(data.get(field_of(name, number)) or "") for name in FIELDS} for number in line_numbers(data)]


def press_buttons(data: QueryDict, lines: Sequence[LineData]) -> list[LineData]:
    """The lines as a button leaves them: those of a pack, one more, one less, or one with another image model."""
    lines = lines_of_pack(str(data.get("pack", "")), lines) if "use_pack" in data else list(lines)
    if "add_line" in data and len(lines) < MAX_LINES:
        lines.append({"placement": str(data["add_line"]), "version": "", "image_model": "", "count": lines[0]["count"]})
    removed = whole_number(data.get("remove_line"))
    if removed is not None and len(lines) > 1 and removed < len(lines):
        del lines[removed]
    line, _, model = data.get("use_model", "").partition(":")
    number = whole_number(line)
    if number is not None and number < len(lines):
        lines[number]["image_model"] = model
    return lines


def lines_of_pack(slug: str, lines: Sequence[LineData]) -> list[LineData]:
    """The placements of a shot pack with the current versions of its templates, or the newest of a template that has
    none; the same lines where the pack has no placement."""
    if not slug_re.match(slug):  # Postgres cannot even compare a NUL
        return list(lines)
    found = ShotPackLine.objects.filter(pack__slug=slug, pack__is_enabled=True, placement__is_enabled=True)
    filled = [
        {
            "placement": str(line.placement_id),
            "version": str(line.template.current_id or line.newest or ""),
            "image_model": str(line.image_model_id or ""),
            "count": str(line.count or lines[0]["count"]),
        }
        for line in found.filter(template__archived_at=None)
        .annotate(newest=Max("template__versions"))
        .select_related("template")[:MAX_LINES]
    ]
    return filled or list(lines)


def write_lines(data: QueryDict, lines: Sequence[LineData]) -> None:
    """Put the lines into the form's data, numbered anew."""
    for name in [name for name in data if name.partition("-")[0] in FIELDS or name in {"line", *BUTTONS}]:
        del data[name]
    data.setlist("line", [str(number) for number in range(1, len(lines))])
    for number, line in enumerate(lines):
        for name, value in line.items():
            data[field_of(name, number)] = value
