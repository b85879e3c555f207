"""The built-in studio as a provider: what it says when it cannot draw."""

import pytest

from renders.providers import ModelSpec, Output, OutputGone, ProviderOrder
from renders.providers.lightbox.adapter import LightboxProvider
from tests.renders.quality.pictures import contract


def order(artwork, read):
    spec = ModelSpec(endpoint="lightbox-1", name="Studio", input_schema={}, size_names={}, abilities={})
    return ProviderOrder(
        contract=contract(artwork=artwork), spec=spec, callback_url="", seeds=[1], key="k", read_artwork=read
    )


def missing(name):
    raise FileNotFoundError(name)


def test_a_cutout_whose_file_is_missing_is_named_and_never_drawn():
    cutout = {"kind": "cutout", "view": "front", "sha256": "a" * 64}
    with pytest.raises(OutputGone, match=r"\(front\) is missing from the storage. Upload it again."):
        LightboxProvider().fetch(Output("lightbox:", 0), order([cutout], missing))


def test_a_product_without_a_cutout_of_the_view_is_named():
    with pytest.raises(OutputGone, match="has no front cutout"):
        LightboxProvider().fetch(Output("lightbox:", 0), order([], missing))
