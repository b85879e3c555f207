"""Figures and clauses of the shipped catalogue that come from the guides: none may change unnoticed."""

import pytest

from catalog.models import Placement
from catalog.presets.placement_rows import PLACEMENTS
from catalog.presets.template_rows import TEMPLATES

NO_PROPS = "No props."
CLAUSES = {
    "packshot": [
        "Front view, centered",
        "filling about 60% of frame",
        "on a seamless white cyclorama",
        "Soft light from the upper left, contact shadow",
        "50mm",
        NO_PROPS,
        "Clear space top and bottom.",
    ],
    "three-quarter": [
        "Three-quarter view, centered",
        "filling about 55% of frame",
        "on a seamless white cyclorama",
        "Soft light from the upper left, contact shadow and a soft shadow",
        "50mm",
        NO_PROPS,
        "Clear space around the product.",
    ],
    "lifestyle": [
        "Front view, centered",
        "filling about 40% of frame",
        "on a light oak countertop, blurred background",
        "Window light from the left at golden hour, rim light, soft shadow",
        "35mm f/2.8",
        "No people, no props.",
        "Clear space top and bottom.",
    ],
    "flatlay": [
        "Top-down, 90 degrees",
        "filling about 50% of frame",
        "on light grey paper",
        "Even overhead light, contact shadow",
        "50mm",
        NO_PROPS,
        "Clear space on all sides.",
    ],
    "colour-variant": [
        "Front view, centered",
        "filling about 60% of frame",
        "on a seamless white cyclorama",
        "Even soft light from the upper left, contact shadow",
        "50mm",
        NO_PROPS,
        "Identical framing.",
        "Clear space top and bottom.",
    ],
    "photo-packshot": [
        "the very product of the reference picture",
        "the same shape, the same label and the same proportions",
        "Front view, centered",
        "filling about 60% of frame",
        "on a seamless white cyclorama",
        "Soft light from the upper left, contact shadow",
        "50mm",
        NO_PROPS,
        "Clear space top and bottom.",
    ],
    "photo-lifestyle": [
        "the very product of the reference picture",
        "the same shape, the same label and the same proportions",
        "on a light oak countertop",
        "Front view, filling about 40% of frame",
        "Window light from the left at golden hour, soft shadow, blurred background",
        "35mm",
        "No people, no props.",
        "Clear space around the product.",
    ],
    "bilingual-packshot": [
        "on a seamless off-white paper background",
        "Front view, centered",
        "filling about 60% of frame",
        "The label reads {{label_text}} in bold serif Chinese",
        "{{label_text_en}} below it in small English type",
        "Soft daylight from the left, contact shadow",
        "50mm",
        "sharp focus on the label",
        NO_PROPS,
        "Clear space top and bottom.",
    ],
    "variant-grid": [
        "side by side in one row",
        "From left to right: {{colors}}",
        "Front view, slightly from above",
        "on a seamless light grey background",
        "Identical silhouette, identical light, identical shadow.",
        "Even soft light from the upper left",
        "50mm",
        NO_PROPS,
        "Evenly spaced, clear space on all sides.",
    ],
    "bilingual-banner": [
        "Banner on a soft {{tone}} gradient background",
        "In the left half the headline reads {{headline_zh}} in large bold sans-serif Chinese",
        "in smaller English serif: {{headline_en}}",
        "On the right one {{material}} {{product}}",
        "its label blank",
        "Soft even light, soft shadow under the product",
        "No further words.",
    ],
    "listing-card": [
        "Listing card on a white background",
        "In the top two thirds one {{material}} {{product}}",
        "in soft even light with a soft shadow under it",
        "In the bottom third, at the left, the price {{price}} 元 in large bold type",
        "{{label_text_en}} in small English type",
        "a small green badge that reads {{badge_zh}} in white",
        "Generous clear space between the parts.",
    ],
    "social-minimal-studio": [
        "Minimal studio look",
        "Front view, centered",
        "filling about 55% of frame",
        "on a seamless sand paper background",
        "Soft light from the upper left, soft shadow",
        "50mm",
        NO_PROPS,
        "Clear space top and bottom.",
    ],
    "social-summer-outdoor": [
        "a sunlit stone terrace above the sea",
        "Front view, centered",
        "filling about 40% of frame",
        "Low sun from the left, long soft shadow",
        "35mm",
        "No people, no props.",
        "Clear space around the product.",
    ],
    "social-dark-luxury": [
        "Dark luxury look",
        "Front view, centered",
        "filling about 55% of frame",
        "on dark slate",
        "Rim light, soft light from the right, subtle reflection",
        "85mm",
        NO_PROPS,
        "Clear space top and bottom.",
    ],
}
# Ratio, minimum width and height in pixels.
REQUIREMENTS = {
    "pdp-main": ("1:1", 1000, 1000),
    "gallery": ("4:3", 1000, 750),
    "lifestyle": ("3:2", 1000, 666),
    "social": ("4:5", 800, 1000),
    "hero": ("16:9", 1000, 562),
    "listing-card": ("4:3", 1000, 750),
    "catalog-refresh": ("1:1", 1000, 1000),
    "campaign-banner": ("21:9", 1000, 428),
    "cover": ("9:16", 560, 1000),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.slug)
def test_a_shipped_template_has_each_of_its_clauses(template):
    prompt = " ".join(template.prompt.split()).lower()
    assert [clause for clause in CLAUSES[template.slug] if clause.lower() not in prompt] == []


def test_a_placement_has_the_ratio_and_the_minimum_size_of_the_guides():
    rows = {row.slug: (row.aspect, row.min_width, row.min_height) for row in PLACEMENTS}
    assert rows == REQUIREMENTS


def test_only_the_hero_needs_a_second_person_to_freeze():
    assert [row.slug for row in PLACEMENTS if row.needs_second_person] == ["hero"]


def test_a_placement_is_delivered_as_webp_unless_an_admin_says_otherwise():
    assert Placement().delivery_format == Placement.Format.WEBP


def test_the_draft_beside_the_packshot_moves_the_light_to_the_right():
    packshot = next(template for template in TEMPLATES if template.slug == "packshot")
    assert "Soft light from the upper right, contact shadow and a soft shadow" in packshot.draft


def test_packshot_and_lifestyle_differ_in_ground_light_and_fill_only():
    packshot, lifestyle = ({row.slug: row.prompt for row in TEMPLATES}[slug] for slug in ("packshot", "lifestyle"))
    packshot = packshot.replace("about 60%", "about 40%")
    packshot = packshot.replace("a seamless white cyclorama", "a light oak countertop, blurred background")
    block = ("Soft light from the upper left, contact shadow, 50mm. No props.",)
    block += ("Window light from the left at golden hour, rim light, soft shadow, 35mm f/2.8. No people, no props.",)
    assert packshot.replace(*block) == lifestyle
