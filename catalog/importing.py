"""Colours and their products as a table: one row a SKU, exported and imported as CSV."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.formats.base_formats import CSV
from import_export.widgets import ForeignKeyWidget

from catalog.models import Colorway, Product
from catalog.text import tidy

# Spreadsheets run a cell that starts with one of these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_FIELD = 2_000
NOT_CSV = "This file is not CSV in UTF-8. Save it as CSV UTF-8."
PRODUCT_FACTS = ("name", "category", "noun", "material", "finish")


class Unreadable(ValueError):
    """The file is no CSV table we can read; the text says what to do."""


class SafeCSV(CSV):  # type: ignore[misc]  # the package carries no types
    """CSV whose cells no spreadsheet runs: a leading quote is added on the way out and taken off on the way in."""

    def export_data(self, dataset: Any, **options: Any) -> Any:
        """The table with every cell that looks like a formula quoted."""
        for _ in range(len(dataset)):
            dataset.append([_quoted(cell) for cell in dataset.lpop()])
        return dataset.export(self.get_title(), **options)

    def create_dataset(self, in_stream: Any, **options: Any) -> Any:
        """The table in a file; `Unreadable` for spreadsheets, pictures, other encodings and nothing at all."""
        data = in_stream if isinstance(in_stream, bytes) else str(in_stream).encode()
        if data.startswith(b"PK"):
            raise Unreadable("This is an Excel file. Save it as CSV UTF-8.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Unreadable(NOT_CSV) from None
        dataset = super().create_dataset(text, **options)
        if not len(dataset):
            raise Unreadable("The file has no rows.")
        return dataset


class ColorwayResource(resources.ModelResource):  # type: ignore[misc]  # the package carries no types
    """One row a SKU; the product is named by its code and made from the same row where it is new."""

    product = fields.Field("product", "product_code", ForeignKeyWidget(Product, "code"))
    product_name = fields.Field("product__name", readonly=True)
    category = fields.Field("product__category", readonly=True)
    noun = fields.Field("product__noun", readonly=True)
    material = fields.Field("product__material", readonly=True)
    finish = fields.Field("product__finish", readonly=True)
    attributes = fields.Field(column_name="attributes", readonly=True)

    class Meta:
        model = Colorway
        import_id_fields = ["sku"]
        fields = ["sku", "name", "color_words", "swatch", "product", "product_name", *PRODUCT_FACTS[1:], "attributes"]
        export_order = [
            "sku",
            "product",
            "product_name",
            *PRODUCT_FACTS[1:],
            "attributes",
            "name",
            "color_words",
            "swatch",
        ]
        skip_unchanged = True
        use_transactions = True
        clean_model_instances = True

    def dehydrate_attributes(self, colorway: Colorway) -> str:
        """A product's further facts as one cell."""
        return json.dumps(colorway.product.attributes, ensure_ascii=False) if colorway.product.attributes else ""

    def before_import_row(self, row: Any, **options: Any) -> None:
        """Tidy what was typed, and make the product of a new code."""
        for column, value in row.items():
            row[column] = _unquoted(tidy(str(value or "")))
            if len(row[column]) > LONGEST_FIELD:
                raise ValidationError(f"{column} is longer than {LONGEST_FIELD} characters.")
        code = row.get("product_code", "")
        if code and not Product.objects.filter(code=code).exists():
            facts = {fact: row.get("product_name" if fact == "name" else fact, "") for fact in PRODUCT_FACTS}
            facts |= {"noun": facts["noun"] or facts["name"], "attributes": _further_facts(row.get("attributes", ""))}
            product = Product(code=code, **facts)
            product.full_clean()
            product.save()


def _further_facts(text: str) -> Any:
    try:
        return json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise ValidationError('attributes is no JSON object, for example {"price": "199"}.') from None


def _quoted(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _unquoted(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
