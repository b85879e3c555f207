"""The figures that the vendors' guides and documentation give, spelled out: every field of every image model that ships
switched on, what the accounts may have in flight, how long a request may take, and which model is advised for what."""

import pytest

from catalog.presets import image_models as presets
from renders import providers
from renders.outbound import NoAnswer
from renders.providers import Output, ProviderError
from renders.providers.hiapi.adapter import HiapiProvider
from renders.providers.imagepipeline.adapter import ImagepipelineProvider
from renders.providers.pixelmuse.adapter import PixelmuseProvider
from tests.renders.providers.scripted import KEY, Scripted, order
from tests.shipped import BY_SLUG, GUIDED

TEN_RATIOS = ["1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "21:9"]
BANANA_2_RATIOS = ["1:1", "1:4", "1:8", "2:3", "3:2", "3:4", "4:1", "4:3", "4:5", "5:4", "8:1", "9:16", "16:9", "21:9"]
QWEN_SIZES = {"16:9": "2688*1536", "4:3": "2368*1728", "1:1": "2048*2048", "3:4": "1728*2368", "9:16": "1536*2688"}
RESOLUTION = {"enum": ["1K", "2K", "4K"], "default": "1K"}
REFERENCES = {"type": "array", "items": {"type": "string"}, "maxItems": 8}
PNG_OR_JPG = {"enum": ["png", "jpg"]}
GPT_RULES = [
    {
        "description": "gpt-image-2 draws auto in 1K only. Name a ratio, or set resolution to 1K.",
        "if": {"properties": {"aspect_ratio": {"const": "auto"}}, "required": ["aspect_ratio"]},
        "then": {"properties": {"resolution": {"const": "1K"}}},
    },
    {
        "description": "gpt-image-2 does not draw 1:1 in 4K. Set resolution to 1K or 2K.",
        "if": {"properties": {"aspect_ratio": {"const": "1:1"}}, "required": ["aspect_ratio"]},
        "then": {"properties": {"resolution": {"enum": ["1K", "2K"]}}},
    },
]


def schema(*required, max_prompt=20_000, **properties):
    """A closed schema: a prompt, these properties, and nothing else."""
    prompt = {"type": "string", "minLength": 1, "maxLength": max_prompt}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["prompt", *required],
        "properties": {"prompt": prompt, **properties},
    }


def ratio(*ratios):
    """A field for the ratio that may be left to the model."""
    return {"enum": [*ratios, "auto"]}


def hiapi(name, endpoint, **fields):
    common = {"docs_url": "https://docs.hiapi.ai/", "deadline_seconds": 600, "size_names": {"field": "aspect_ratio"}}
    return {"provider": "hiapi", "name": name, "endpoint": endpoint, "aspects": TEN_RATIOS, **common, **fields}


def takes(field, maximum, *forms, minimum=0):
    roles = ["product", "scene", "style"]
    return {"field": field, "minimum": minimum, "maximum": maximum, "forms": list(forms), "roles": roles}


def gpt_25(variant, kind):
    """GPT Image 2.5 at $0.05, $0.08 and $0.12; from a picture it takes 1 to 16, also as data: addresses."""
    ratios = [*TEN_RATIOS, "27:16", "9:8"]
    needed, name, fields = (), f"GPT Image 2.5 {variant.capitalize()}", {}
    fields |= {"aspect_ratio": ratio(*ratios), "resolution": RESOLUTION, "background": {"enum": ["transparent"]}}
    row = {}
    if kind == "image-to-image":
        needed, name = ("image_urls",), f"{name} from a picture"
        fields["image_urls"] = {**REFERENCES, "minItems": 1, "maxItems": 16}
        row = {"reference_pictures": takes("image_urls", 16, "address", "data", minimum=1)}
    rule = {
        "description": "GPT Image 2.5 draws a transparent background in 1K only. Set resolution to 1K.",
        "if": {"properties": {"background": {"const": "transparent"}}, "required": ["background"]},
        "then": {"properties": {"resolution": {"const": "1K"}}},
    }
    return hiapi(
        name,
        f"gpt-image-2.5-{variant}/{kind}",
        aspects=ratios,
        input_schema={**schema(*needed, **fields), "allOf": [rule]},
        price_micros=50_000,
        resolution_prices={"1K": 50_000, "2K": 80_000, "4K": 120_000},
        typical_seconds=60,
        abilities={},
        **row,
    )


def pixelmuse(name, endpoint, price_micros, typical_seconds, *, takes_picture=False, **abilities):
    ratios = [*TEN_RATIOS, "9:21"]
    picture = {"image_input": {"type": "string"}} if takes_picture else {}
    row = {"reference_pictures": takes("image_input", 1, "address")} if takes_picture else {}
    return {
        "provider": "pixelmuse",
        "name": f"{name} (Pixelmuse)",
        "endpoint": endpoint,
        "aspects": ratios,
        "size_names": {"field": "aspect_ratio"},
        "input_schema": schema(
            aspect_ratio={"enum": ratios},
            style={"enum": ["realistic", "anime", "artistic", "none"]},
            negative_prompt={"type": "string"},
            **picture,
        ),
        "price_micros": price_micros,
        "typical_seconds": typical_seconds,
        "deadline_seconds": 300,
        "docs_url": "https://www.pixelmuse.studio/developers",
        "abilities": {"negative_prompt": True, "price_is_estimate": True, **abilities},
        **row,
    }


SIDE = {"type": "integer", "minimum": 256, "maximum": 1536, "multipleOf": 8, "default": 1024}
MODELS = {
    "flux-schnell": hiapi(
        "FLUX Schnell",
        "flux-schnell/text-to-image",
        input_schema=schema(aspect_ratio=ratio(*TEN_RATIOS)),
        price_micros=5_000,
        cap_in_flight=8,
        typical_seconds=30,
        deadline_seconds=180,
        abilities={"chinese_text": False, "people": False, "logos": False},
    ),
    "qwen-image-2": hiapi(
        "Qwen Image 2.0",
        "qwen-image-2.0",
        aspects=["16:9", "4:3", "1:1", "3:4", "9:16"],
        size_names={"field": "size", "words": QWEN_SIZES},
        input_schema=schema("size", size={"enum": ["2688*1536", "2368*1728", "2048*2048", "1728*2368", "1536*2688"]}),
        price_micros=25_000,
        cap_in_flight=6,
        typical_seconds=35,
        deadline_seconds=240,
        abilities={"chinese_text": True},
    ),
    "gpt-image-2": hiapi(
        "GPT Image 2",
        "gpt-image-2/text-to-image",
        input_schema={
            **schema("aspect_ratio", aspect_ratio=ratio(*TEN_RATIOS), resolution=RESOLUTION),
            "allOf": GPT_RULES,
        },
        price_micros=40_000,
        typical_seconds=60,
        abilities={"price_is_estimate": True},
    ),
    "nano-banana": hiapi(
        "Nano Banana",
        "nano-banana",
        input_schema=schema(
            max_prompt=5_000,
            aspect_ratio=ratio(*TEN_RATIOS),
            output_format={"enum": ["png", "jpeg", "jpg", "webp"]},
        ),
        price_micros=50_000,
        typical_seconds=45,
        abilities={},
    ),
    "nano-banana-2": hiapi(
        "Nano Banana 2",
        "nano-banana-2",
        aspects=BANANA_2_RATIOS,
        input_schema=schema(
            aspect_ratio=ratio(*BANANA_2_RATIOS),
            resolution=RESOLUTION,
            output_format=PNG_OR_JPG,
            image_input=REFERENCES,
        ),
        price_micros=85_000,
        resolution_prices={"1K": 85_000, "2K": 76_000, "4K": 114_000},
        typical_seconds=60,
        abilities={},
        reference_pictures=takes("image_input", 8, "address"),
    ),
    "nano-banana-pro": hiapi(
        "Nano Banana Pro",
        "nano-banana-pro",
        input_schema=schema(
            max_prompt=10_000,
            aspect_ratio=ratio(*TEN_RATIOS),
            resolution=RESOLUTION,
            output_format=PNG_OR_JPG,
            image_input=REFERENCES,
        ),
        price_micros=170_000,
        resolution_prices={"1K": 170_000, "2K": 170_000, "4K": 300_000},
        typical_seconds=90,
        abilities={"people": True, "logos": True},
        reference_pictures=takes("image_input", 8, "address"),
    ),
    "gpt-image-2-5-flare": gpt_25("flare", "text-to-image"),
    "gpt-image-2-5-flare-from-picture": gpt_25("flare", "image-to-image"),
    "gpt-image-2-5-sunburst": gpt_25("sunburst", "text-to-image"),
    "gpt-image-2-5-sunburst-from-picture": gpt_25("sunburst", "image-to-image"),
    "pixelmuse-nano-banana-2": pixelmuse("Nano Banana 2", "nano-banana-2", 50_000, 15, takes_picture=True, credits=1),
    "pixelmuse-nano-banana-pro": pixelmuse(
        "Nano Banana Pro", "nano-banana-pro", 200_000, 30, takes_picture=True, credits=4, people=True, logos=True
    ),
    "pixelmuse-imagen-3": pixelmuse("Imagen 3", "imagen-3", 50_000, 15, credits=1),
    "pixelmuse-recraft-v4-pro": pixelmuse("Recraft V4 Pro", "recraft-v4-pro", 350_000, 30, credits=7, logos=True),
    "pixelmuse-flux-schnell": pixelmuse(
        "FLUX Schnell", "flux-schnell", 50_000, 10, credits=1, chinese_text=False, logos=False
    ),
    "imagepipeline-flux-schnell": {
        "provider": "imagepipeline",
        "name": "FLUX Schnell (imagepipeline.io)",
        "endpoint": "flux-schnell-v3",
        "aspects": TEN_RATIOS,
        "size_names": {"field": "width_height", "multiple": 8},
        "input_schema": schema(
            width=SIDE,
            height=SIDE,
            negative_prompt={"type": "string"},
            num_inference_steps={"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
            samples={"type": "integer", "minimum": 1, "maximum": 4},
            seed={"type": "integer", "minimum": -1, "maximum": 2_147_483_647},
        ),
        "price_micros": 2_800,
        "samples_per_request": 4,
        "typical_seconds": 10,
        "deadline_seconds": 600,
        "docs_url": "https://docs.imagepipeline.io/Optimised-base-models/Flux-Schnell",
        "abilities": {
            "chinese_text": False,
            "logos": False,
            "negative_prompt": True,
            "seed": True,
            "hourly_micros": 1_000_000,
            "price_is_estimate": True,
        },
    },
}


def test_these_models_ship_switched_on():
    assert {row["slug"] for row in GUIDED if not row.get("off_reason")} == set(MODELS)


@pytest.mark.parametrize("slug", MODELS)
def test_every_field_of_a_model_that_is_on_is_its_vendors_figure(slug):
    assert BY_SLUG[slug] == {"slug": slug, **MODELS[slug]}


def test_the_studio_is_free_and_fast():
    [row] = providers.image_model_rows(is_local=True)
    assert row == {
        "provider": "lightbox",
        "slug": "lightbox-studio",
        "name": "Lightbox studio",
        "endpoint": "lightbox/studio-1",
        "aspects": ["1:1", "4:3", "3:2", "4:5", "16:9", "21:9", "9:16", "3:4", "2:3", "5:4"],
        "input_schema": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"long_edge": {"type": "integer", "minimum": 1024, "maximum": 2048, "default": 1024}},
        },
        "price_micros": 0,
        "typical_seconds": 2,
        "deadline_seconds": 120,
        "abilities": {"seed": True, "idempotency_key": True, "artwork": True},
    }


@pytest.mark.parametrize(
    ("provider", "name", "cap", "requests_per_minute"),
    [
        ("lightbox", "Built-in studio", 4, None),
        ("hiapi", "main", 8, 60),
        ("pixelmuse", "main", 4, None),
        ("imagepipeline", "main", 2, None),
    ],
)
def test_an_account_gets_its_vendors_limits(provider, name, cap, requests_per_minute):
    assert providers.account_fields(provider) == {
        "provider": provider,
        "name": name,
        "cap_in_flight": cap,
        "requests_per_minute": requests_per_minute,
    }


@pytest.mark.parametrize(
    ("provider", "variables"),
    [
        ("hiapi", ["HIAPI_API_KEY"]),
        ("pixelmuse", ["PIXELMUSE_API_KEY"]),
        ("imagepipeline", ["IMAGEPIPELINE_API_KEY"]),
        ("lightbox", []),
    ],
)
def test_a_providers_key_has_its_documented_name(provider, variables):
    assert list(providers.REGISTRY[provider].key_variables) == variables


@pytest.mark.parametrize(
    ("adapter", "slug", "create", "read", "fetch"),
    [
        (HiapiProvider, "flux-schnell", 60, 30, 120),
        (PixelmuseProvider, "pixelmuse-imagen-3", 90, 30, 60),
        (ImagepipelineProvider, "imagepipeline-flux-schnell", 90, 30, 60),
    ],
)
def test_ordering_reading_and_fetching_may_take_as_long_as_the_guides_say(adapter, slug, create, read, fetch):
    link = "https://pictures.example/1.png"
    outbound = Scripted([NoAnswer("lost"), NoAnswer("lost")], {link: NoAnswer("lost")})
    provider = adapter(outbound)
    for request in (
        lambda: provider.send(provider.draft(order(slug)), KEY),
        lambda: provider.poll(["task-1"]),
        lambda: provider.fetch(Output(link), lambda: order(slug)),
    ):
        with pytest.raises(ProviderError):
            request()
    assert [each.timeout for each in outbound.requests] + outbound.fetch_timeouts == [create, read, fetch]


def test_the_matrix_advises_the_models_that_the_guides_name():
    assert [(hint.kind, hint.models, hint.reason) for hint in presets.ROUTING_HINTS] == [
        (
            "People, or a product in hand",
            ("nano-banana-pro", "flux-1-1-pro"),
            "FLUX Schnell draws hands and faces badly.",
        ),
        ("Casual composition", ("nano-banana-pro",), "It follows a loosely worded scene best."),
        ("Brand hero", ("flux-2", "flux-1-1-pro", "nano-banana-pro"), "Detail counts more than seconds."),
        ("Many pictures, soon", ("flux-schnell",), "About 30 seconds and half a cent a picture."),
        ("Chinese text in the picture", ("qwen-image-2",), "The others draw strokes that are no characters."),
        (
            "Intricate logos",
            ("nano-banana-pro", "pixelmuse-recraft-v4-pro"),
            "FLUX Schnell garbles about 80% of text.",
        ),
    ]


def test_each_placement_gets_the_models_that_the_guides_use_for_it():
    assert presets.SERVES == {
        "pdp-main": ["pixelmuse-nano-banana-pro", "pixelmuse-nano-banana-2", "qwen-image-2", "nano-banana-pro"],
        "gallery": ["pixelmuse-nano-banana-2", "qwen-image-2"],
        "lifestyle": ["nano-banana-pro", "pixelmuse-nano-banana-pro"],
        "social": ["pixelmuse-recraft-v4-pro"],
        "hero": ["pixelmuse-imagen-3", "qwen-image-2"],
        "listing-card": ["pixelmuse-nano-banana-2", "qwen-image-2"],
        "catalog-refresh": ["nano-banana-2", "pixelmuse-nano-banana-2"],
        "campaign-banner": ["pixelmuse-imagen-3"],
        "cover": ["nano-banana-pro", "pixelmuse-nano-banana-pro"],
    }
    assert presets.SERVE_ALL == ["flux-schnell", "gpt-image-2", "imagepipeline-flux-schnell"]
