"""From a banner and a line of text to a file that says how it was made."""

from dataclasses import replace

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from catalog.pictures import sha256
from catalog.processes import run
from renders import files
from renders.channels import certificate
from renders.files import MASTERS
from renders.finishing import DerivedFile, Provenance, SourceType, require_provenance
from renders.finishing.banners import BannerOrder, TextPlace, drawn
from renders.finishing.signing import Credential, require_signature, sign
from renders.models import Banner, Publication
from renders.models.banners import HeroNotApproved
from renders.pipeline.publishing.deliveries import provenance_of

PREVIEW_EDGE = 1000


def picture_of(banner: Banner, text: str) -> DerivedFile:
    """The finished file, signed where there is a certificate. Raises `FileNotFoundError`, `HeroNotApproved`,
    `Undecodable`, `TooLong`, `BannerFontMissing`, `NotSignable` and `ProvenanceMissing`."""
    credential = certificate.credential()
    provenance = provenance_with_text(banner)
    file = run(drawn, hero_of(banner), BannerOrder(text, place_of(banner), provenance))
    return signed(file, provenance, credential)


def signed(file: DerivedFile, provenance: Provenance, credential: Credential | None) -> DerivedFile:
    """The file, once it says what it is, with a signature where there is a certificate. Raises `NotSignable` and
    `ProvenanceMissing`."""
    require_provenance(file.data, provenance)
    if not credential:
        return file
    data = sign(file.data, file.content_type, provenance, credential)
    require_signature(data, file.content_type, provenance)
    return replace(file, data=data, sha256=sha256(data))


def preview_of(banner: Banner, text: str) -> bytes:
    """A smaller picture that nobody stores. Raises as `picture_of` does."""
    return preview_file(banner, text).data


def preview_file(banner: Banner, text: str) -> DerivedFile:
    order = BannerOrder(text, place_of(banner), provenance_with_text(banner), PREVIEW_EDGE)
    return run(drawn, hero_of(banner), order)


def hero_of(banner: Banner) -> bytes:
    """The approved bytes. Raises `FileNotFoundError` and `HeroNotApproved`."""
    master = MASTERS.read(banner.sha256)
    if sha256(master) != banner.sha256:
        raise HeroNotApproved(_("The file of this picture is not the one that was approved."))
    return master


def place_of(banner: Banner) -> TextPlace:
    """Plain values: a child process knows no row and no choice of one."""
    values = {name: getattr(banner, name) for name in TextPlace.__dataclass_fields__}
    return TextPlace(**{**values, "align": str(banner.align)})


def provenance_with_text(banner: Banner) -> Provenance:
    """What the hero says of itself, and that something was set on it since. No word of the text stands in it."""
    decision = banner.decision
    said = provenance_of(Publication(render=decision.render, decision=decision))
    if said.source_type is SourceType.TRAINED_ALGORITHMIC_MEDIA:
        return replace(said, source_type=SourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA)
    return said


def approve(banner: Banner, *, by: User) -> None:
    """Make the neutral picture once, then put the version in use. Raises as `picture_of` and `Banner.approve` do."""
    render = banner.decision.render
    files.made_once(
        render,
        banner.neutral_spec,
        lambda: replace(picture_of(banner, banner.neutral_text), spec=banner.neutral_spec),
    )
    banner.approve(by=by)
