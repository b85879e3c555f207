"""Makes the shipped placements, templates and shot packs. Running it again adds what is missing and changes nothing."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from catalog.models import ImageModel, Placement, PromptTemplate, PromptVersion, ShotPack, ShotPackLine
from catalog.presets.image_models import fitting
from catalog.presets.pack_rows import PACKS, ShippedPack
from catalog.presets.placement_rows import PLACEMENTS, ShippedPlacement
from catalog.presets.template_rows import TEMPLATES, ShippedTemplate


def add_catalogue(studio: Mapping[str, Any]) -> None:
    """`studio` has the fields of the image model that draws in every placement. The paid ones are there already."""
    with transaction.atomic():
        drawing, _ = ImageModel.objects.get_or_create(slug=studio["slug"], defaults=studio)
        placements = {row.slug: add_placement(row, at, drawing) for at, row in enumerate(PLACEMENTS)}
        templates = {row.slug: add_template(row, at, placements) for at, row in enumerate(TEMPLATES)}
        for at, pack in enumerate(PACKS):
            add_pack(pack, at, placements, templates)


def add_placement(row: ShippedPlacement, position: int, drawing: ImageModel) -> Placement:
    """Its default is what the guides name for it; where that cannot be ordered, compose offers another one."""
    fields = {name: value for name, value in vars(row).items() if name not in {"slug", "guides_models"}}
    by_slug = {model.slug: model for model in ImageModel.objects.filter(slug__in=row.guides_models, is_enabled=True)}
    guides = [by_slug[slug] for slug in row.guides_models if slug in by_slug and row.aspect in by_slug[slug].aspects]
    fields |= {"position": position, "default_model": next(iter(guides), drawing)}
    placement, is_new = Placement.objects.get_or_create(slug=row.slug, defaults=fields)
    if is_new:
        placement.image_models.add(drawing, *guides, *fitting(placement, ImageModel.objects.all()))
    return placement


def add_template(row: ShippedTemplate, position: int, placements: Mapping[str, Placement]) -> PromptTemplate:
    fields = {"name": row.name, "purpose": row.purpose, "position": position}
    template, is_new = PromptTemplate.objects.get_or_create(slug=row.slug, defaults=fields)
    if not is_new:
        return template
    template.placements.set([placements[slug] for slug in row.placements])
    content = {name: getattr(row, name) for name in ("prompt", "parameters", "placeholder_specs")}
    fixed = ImageModel.objects.filter(slug=row.image_model).first()
    version = PromptVersion.objects.create(template=template, number=1, image_model=fixed, author=None, **content)
    template.promote(version, by=None, reason="Shipped with Packshot")
    if row.draft:
        template.versions.create(number=2, image_model=fixed, author=None, **content | {"prompt": row.draft})
    return template


def add_pack(
    row: ShippedPack, position: int, placements: Mapping[str, Placement], templates: Mapping[str, PromptTemplate]
) -> None:
    fields = {"name": row.name, "purpose": row.purpose, "position": position}
    pack, is_new = ShotPack.objects.get_or_create(slug=row.slug, defaults=fields)
    if is_new:
        ShotPackLine.objects.bulk_create(
            ShotPackLine(pack=pack, position=at, placement=placements[placement], template=templates[template])
            for at, (placement, template) in enumerate(row.lines)
        )
