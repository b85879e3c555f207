"""Both CSV forms of the guides: `sku,prompt,aspect_ratio`, and `slug,prompt,size` for models with sizes by name."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from catalog.models import ImageModel
from catalog.models.placements import RATIO
from catalog.models.products import IDENTIFIER
from catalog.refusals import Refusal

BY_RATIO, BY_SIZE = ("sku", "prompt", "aspect_ratio"), ("slug", "prompt", "size")
SIZE = re.compile(r"(\d+)\s*[*xX×]\s*(\d+)", re.ASCII)


class UnreadableRows(Refusal):
    """The file is not such a table; the text says what to do."""


@dataclass(frozen=True)
class BatchRow:
    """One picture to be made. `line` is where it begins in the file."""

    line: int
    sku: str
    prompt: str
    aspect: str


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be ordered, and why."""

    line: int
    sku: str
    sentence: str


def read(data: bytes, image_model: ImageModel) -> tuple[list[BatchRow], list[BadRow]]:
    """The good and the bad rows of a file, in its order. Raises `UnreadableRows`."""
    good: list[BatchRow] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    for line, cells, form in _records(data, image_model):
        sku = cells.get(form[0], "")
        try:
            row = _row(line, cells, form, image_model)
            if row.sku in seen:
                raise ValueError(f"{row.sku} stands on line {seen[row.sku]} already.")
        except ValueError as fault:
            bad.append(BadRow(line, sku, str(fault)))
        else:
            seen[row.sku] = line
            good.append(row)
    if not good and not bad:
        raise UnreadableRows("The file has no rows.")
    return good, bad


def _records(data: bytes, image_model: ImageModel) -> Iterator[tuple[int, dict[str, str], tuple[str, ...]]]:
    """Each record with the line it begins on; records may run over several lines."""
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip().lower() for name in next(reader, [])]
        form = _form(header, image_model)
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                # One cell too many or too few shows as a column that no header names, or an empty one.
                padded = [*cells, *[""] * (len(header) - len(cells))]
                names = [*header, *["more"] * (len(cells) - len(header))]
                yield begins, {name: cell.strip() for name, cell in zip(names, padded, strict=True)}, form
            begins = reader.line_num + 1
    except UnicodeDecodeError:
        raise UnreadableRows("This file is not CSV in UTF-8. Save it as CSV UTF-8.") from None
    except csv.Error as fault:
        raise UnreadableRows(f"Line {reader.line_num}: {fault}.") from None


def _form(header: list[str], image_model: ImageModel) -> tuple[str, ...]:
    for form in (BY_RATIO, BY_SIZE):
        if sorted(header) == sorted(form):
            if form == BY_SIZE and not _size_names(image_model):
                raise UnreadableRows(f"{image_model} takes ratios, not sizes. Begin with {','.join(BY_RATIO)}.")
            return form
    forms = f"{','.join(BY_RATIO)} or {','.join(BY_SIZE)}"
    raise UnreadableRows(f"The first line is {forms}, not {','.join(header)[:100]}.")


def _row(line: int, cells: Mapping[str, str], form: tuple[str, ...], image_model: ImageModel) -> BatchRow:
    """Raises `ValueError` with one sentence."""
    if "more" in cells:
        raise ValueError("It has more cells than the first line. Put quotes around a prompt that holds commas.")
    for name in form:
        if not cells[name]:
            raise ValueError(f"{name} is empty.")
    sku, prompt, shape = (cells[name] for name in form)
    try:
        IDENTIFIER(sku)
    except ValidationError as fault:
        raise ValueError(f"{form[0]}: {fault.messages[0]}") from None
    aspect_of = aspect_of_size if form == BY_SIZE else aspect_named
    return BatchRow(line, sku, prompt, aspect_of(shape, image_model))


def aspect_named(text: str, image_model: ImageModel) -> str:
    """A ratio that the model draws. Raises `ValueError` with one sentence."""
    try:
        RATIO(text)
    except ValidationError:
        raise ValueError(f"aspect_ratio is a ratio like 4:5, not {text}.") from None
    if text not in image_model.aspects:
        raise ValueError(f"{image_model} does not draw {text}. It draws {', '.join(image_model.aspects)}.")
    return text


def aspect_of_size(text: str, image_model: ImageModel) -> str:
    """The ratio of a size as the model names it. Raises `ValueError` with one sentence."""
    sizes = _size_names(image_model)
    for aspect, size in sizes.items():
        if text == size:
            return aspect
        asked, known = SIZE.fullmatch(text), SIZE.fullmatch(size)
        if asked and known and asked.groups() == known.groups():
            raise ValueError(f"Write {size}, not {text}.")
    raise ValueError(f"size is one of {', '.join(sizes.values())}, not {text}.")


def _size_names(image_model: ImageModel) -> dict[str, str]:
    return image_model.size_names.get("words") or {}
