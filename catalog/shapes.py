"""The shapes of our JSON fields as pydantic types, and pydantic's errors as sentences."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from catalog.matrix import long_edge_fault
from catalog.texts import gettext as _
from catalog.texts import gettext_noop, or_list

MAX_SENTENCES = 5
# Micro-dollars; what a price column of either database holds, and more than any picture costs.
MAX_PRICE_MICROS = 1_000_000_000_000
# More than any vendor takes in one order.
MAX_REFERENCES = 16
MAX_CHOSEN_NAME = 60

Ratio = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?:[1-9][0-9]?$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Side = Annotated[float, Field(ge=0, le=1)]
# In shares of the product's box; a label may reach a little beyond it.
Corner = Annotated[list[Annotated[float, Field(ge=-0.5, le=1.5)]], Field(min_length=2, max_length=2)]
RowId = Annotated[int, Field(ge=1)]
Micros = Annotated[int, Field(ge=0, le=MAX_PRICE_MICROS)]


class DocumentedAbilities(BaseModel):
    """What a vendor documents of one model."""

    model_config = ConfigDict(extra="forbid", strict=True)

    negative_prompt: bool = False
    seed: bool = False
    idempotency_key: bool = False
    artwork: bool = False
    chinese_text: bool = False
    people: bool = False
    logos: bool = False
    price_is_estimate: bool = False
    credits: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    hourly_micros: Micros = 0


class PaintedStroke(BaseModel):
    """A line that a person painted over a photo; points and width are shares of the photo's sides."""

    model_config = ConfigDict(extra="forbid", strict=True)

    keeps: bool
    width: Annotated[float, Field(gt=0, le=0.5)]
    points: Annotated[list[Annotated[list[Side], Field(min_length=2, max_length=2)]], Field(min_length=1)]


class SizeNames(BaseModel):
    """The field that takes the ratio, and the word for each ratio where the ratio itself is not the word."""

    model_config = ConfigDict(extra="forbid", strict=True)

    field: Literal["aspect_ratio", "size", "width_height"]
    words: dict[Ratio, Annotated[str, StringConstraints(min_length=1, max_length=40)]] = {}
    multiple: Annotated[int, Field(ge=1, le=1024)] = 8


class TakenReferences(BaseModel):
    """The reference pictures that a model takes: in which field, how many, in which forms and showing what.

    `forms` are tried in their order: the address of a picture that Packshot serves, the picture itself as a `data:`
    address, or an address that the vendor gives for an upload.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    field: Name
    minimum: Annotated[int, Field(ge=0, le=MAX_REFERENCES)] = 0
    maximum: Annotated[int, Field(ge=1, le=MAX_REFERENCES)] = 1
    forms: Annotated[list[Literal["address", "data", "upload"]], Field(min_length=1, max_length=3)]
    roles: Annotated[list[Literal["product", "scene", "style"]], Field(min_length=1, max_length=3)]

    @model_validator(mode="after")
    def minimum_is_not_above_maximum(self) -> Self:
        if self.minimum > self.maximum:
            limits = {"minimum": self.minimum, "maximum": self.maximum}
            raise ValueError(_("It cannot need %(minimum)s reference pictures and take %(maximum)s at most.") % limits)
        return self


class StoredOutput(BaseModel):
    """Where a provider has a finished picture.

    `is_renewed`: the provider was asked for another address since this one failed; `asked_at` is when it last was.
    `damaged` counts the fetches that brought bytes that are no whole picture, `stopped` the processes that ended over
    it. `spooled` is the sha256 of bytes that were fetched and lie on a worker's disk until the store takes them; empty
    where its spool has no room.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    address: str
    index: Annotated[int, Field(ge=0)]
    expires_at: str | None = None
    is_renewed: bool = False
    asked_at: str | None = None
    damaged: Annotated[int, Field(ge=0)] = 0
    stopped: Annotated[int, Field(ge=0)] = 0
    spooled: str | None = None


class WrittenProvenance(BaseModel):
    """What a published file says of itself."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source_type: str
    prompt_version: str
    ai_system: str
    ai_system_version: str


class StoredMask(BaseModel):
    """A place of a picture as cells, row by row, one bit each, written as hexadecimal digits."""

    model_config = ConfigDict(extra="forbid", strict=True)

    width: Annotated[int, Field(ge=1, le=64)]
    height: Annotated[int, Field(ge=1, le=64)]
    bits: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$")]


class ProviderMark(BaseModel):
    """One thing that a provider's file says of itself."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Annotated[str, StringConstraints(max_length=20)]
    detail: Annotated[str, StringConstraints(max_length=200)]


class StoredMeasures(BaseModel):
    """What inspection measured for channels and sets; None where product and ground could not be separated."""

    model_config = ConfigDict(extra="forbid", strict=True)

    fill: Annotated[float, Field(ge=0, le=100)] | None
    ground: Annotated[float, Field(ge=0, le=255)] | None
    # Pictures of the version before have none.
    shadow: Annotated[float, Field(ge=-100, le=100)] | None = None


class ChosenRow(BaseModel):
    """A row that somebody chose, with its name, which outlives the row."""

    model_config = ConfigDict(extra="forbid", strict=True)

    pk: Annotated[int, Field(ge=1)]
    name: Annotated[str, StringConstraints(max_length=MAX_CHOSEN_NAME)]


class ChosenLine(BaseModel):
    """One placement of a set, and what it is ordered with; whatever was not chosen yet is None."""

    model_config = ConfigDict(extra="forbid", strict=True)

    placement: ChosenRow | None = None
    version: ChosenRow | None = None
    image_model: ChosenRow | None = None
    count: Annotated[int, Field(ge=0, le=100)] = 0


SetKind = Literal["preview", "production"]


class SetChoices(BaseModel):
    """Everything that is chosen in compose, without title and note."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: SetKind
    colorways: list[ChosenRow] = []
    lines: Annotated[list[ChosenLine], Field(min_length=1)]
    use_photo: bool = False
    blank_label: bool = False
    one_picture: bool = False
    reference: ChosenRow | None = None
    of_pack: Annotated[str, StringConstraints(max_length=200)] = ""

    def document(self) -> dict[str, Any]:
        """As it is stored. What an earlier version of Packshot refuses to read stands in it only where it is chosen."""
        return self.model_dump(mode="json", exclude=set() if self.one_picture else {"one_picture"})


class ProductionLine(BaseModel):
    """One placement of a production plan: ids, candidates of each shot, and for which colours it is drawn."""

    model_config = ConfigDict(extra="forbid", strict=True)

    placement: RowId
    version: RowId
    image_model: RowId
    count: Annotated[int, Field(ge=1, le=4)]
    scope: Literal["every", "missing", "product", "category", "apart"]
    # All colours of a product in one picture; products whose colours cannot share one are not drawn.
    one_picture: bool = False

    @property
    def draws_apart(self) -> bool:
        """Whether it draws the colours that share no picture in its placement."""
        return self.scope == "apart"

    def document(self) -> dict[str, Any]:
        """As it is stored. What an earlier version of Packshot refuses to read stands in it only where it is chosen."""
        return self.model_dump(mode="json", exclude=set() if self.one_picture else {"one_picture"})


def _with_known_edge(parameters: dict[str, Any]) -> dict[str, Any]:
    if fault := long_edge_fault(parameters):
        raise ValueError(fault)
    return parameters


def _once_each(ratios: list[str]) -> list[str]:
    if len(set(ratios)) < len(ratios):
        raise ValueError(_("A ratio is named twice."))
    return ratios


Parameters = Annotated[dict[Name, str | int | float | bool], AfterValidator(_with_known_edge)]
Ratios = Annotated[list[Ratio], Field(min_length=1, max_length=40), AfterValidator(_once_each)]


def shape(kind: Any, hint: str, *, may_be_empty: bool = True) -> Callable[[Any], list[str]]:
    """What is wrong with a value that should be of this type, as sentences; `hint` says what to write instead."""
    adapter = TypeAdapter(kind)

    def faults(value: Any) -> list[str]:
        if may_be_empty and value == {}:
            return []
        try:
            adapter.validate_python(value, strict=True)
        except ValidationError as error:
            return sentences(error, hint)
        return []

    return faults


parameters = shape(
    Parameters, gettext_noop('Write a JSON object of names and values, for example {"long_edge": 1024}.')
)
abilities = shape(DocumentedAbilities, gettext_noop('Write a JSON object, for example {"seed": true}.'))
references = shape(
    TakenReferences,
    gettext_noop(
        'Write a JSON object, for example {"field": "image_input", "maximum": 8, "forms": ["address"], '
        '"roles": ["product", "scene", "style"]}.'
    ),
)
size_names = shape(SizeNames, gettext_noop('Write a JSON object, for example {"field": "aspect_ratio"}.'))
resolution_prices = shape(
    dict[Name, Micros], gettext_noop('Write whole micro-dollars, for example {"4K": 300000} for $0.30.')
)
ratios = shape(Ratios, gettext_noop('Write a list of ratios, for example ["1:1", "4:3"].'), may_be_empty=False)
settings = shape(dict[Name, str], gettext_noop('Settings are names and texts, for example {"shop": "north"}.'))
headers = shape(dict[str, str], gettext_noop("Headers are names and texts."))
listed_values = shape(list[str], gettext_noop("Write a list of texts."), may_be_empty=False)
output = shape(StoredOutput, gettext_noop("An output has an address and an index."))
provider_marks = shape(list[ProviderMark], gettext_noop("Marks are kinds with words."), may_be_empty=False)
provenance = shape(WrittenProvenance, gettext_noop("Provenance is a source type with names."))
box = shape(
    Annotated[list[Side], Field(min_length=4, max_length=4)],
    gettext_noop("A box is left, top, right and bottom, from 0 to 1."),
)
mask = shape(StoredMask, gettext_noop("A mask has a width, a height and bits."))
measures = shape(StoredMeasures, gettext_noop("Measures are a fill and a ground."))
pixel_box = shape(list[int], gettext_noop("A box is left, top, right and bottom in pixels."))
set_choices = shape(SetChoices, gettext_noop("A set has a kind, products and placements."), may_be_empty=False)
row_ids = shape(list[RowId], gettext_noop("Write a list of ids."), may_be_empty=False)
production_lines = shape(
    list[ProductionLine], gettext_noop("A line has a placement, a version and an image model."), may_be_empty=False
)
corners = shape(
    Annotated[list[Corner], Field(min_length=4, max_length=4)],
    gettext_noop("Corners are four pairs of numbers."),
    may_be_empty=False,
)
codes = shape(list[str], gettext_noop("Write a list of codes."))
strokes = shape(list[PaintedStroke], gettext_noop("Strokes are lines with a width."))

# What a value has to be, by the type of pydantic's error.
WANTED = {
    "string_type": gettext_noop("text"),
    "bool_type": gettext_noop("true or false"),
    "int_type": gettext_noop("a whole number"),
    "float_type": gettext_noop("a number"),
    "list_type": gettext_noop("a list"),
    "dict_type": gettext_noop("a JSON object"),
    "model_type": gettext_noop("a JSON object"),
    "missing": gettext_noop("missing"),
}
OTHER = gettext_noop("another value")


def sentences(
    error: ValidationError, hint: str, unknown: str = gettext_noop("%(place)s is not known here.")
) -> list[str]:
    """One sentence for each place in the value that is wrong, the first few of them, and what to write instead.

    `unknown` is the sentence about a name that does not belong at %(place)s.
    """
    of_place: dict[str, list[Any]] = {}
    for fault in error.errors(include_url=False):
        of_place.setdefault(_place(fault["loc"]), []).append(fault)
    found = [_sentence(place, faults, unknown) for place, faults in list(of_place.items())[:MAX_SENTENCES]]
    return list(dict.fromkeys([*filter(None, found), _(hint)]))


def _place(steps: tuple[int | str, ...]) -> str:
    """The names on the way, without the alternatives of a union, which pydantic adds as steps of their own."""
    kinds = {"str", "int", "float", "bool", "none", "[key]", "SchemaNode", "list[str]"}
    return ".".join(str(step) for step in steps if str(step) not in kinds and not str(step).startswith("constrained-"))


def _sentence(place: str, faults: list[Any], unknown: str) -> str:
    """What is wrong at one place; nothing where it is the whole value, of which the hint says enough."""
    kind, context = faults[0]["type"], faults[0].get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return _("“%(input)s” is not a ratio like 4:5.") % {"input": str(faults[0]["input"])[:40]}
    if not place:
        return ""
    if kind == "extra_forbidden":
        return _(unknown) % {"place": place}
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return _("%(place)s is one of %(expected)s.") % {"place": place, "expected": expected}
    if len(faults) > 1 or kind in WANTED:
        wanted = or_list(_(WANTED.get(fault["type"], OTHER)) for fault in faults)
        return _("%(place)s is %(wanted)s.") % {"place": place, "wanted": wanted}
    return f"{place} {faults[0]['msg'].removeprefix('Input ')}."


columns = shape(dict[str, str], gettext_noop("Columns are names of ours and of a file."))
sample_rows = shape(list[dict[str, str]], gettext_noop("Sample rows are cells by column."), may_be_empty=False)
