"""An attempt's rows as the order a provider is given, and a provider's output as a render's fields."""

import base64
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import ImageModel
from config.secrecy.encryption import decrypted, encrypted
from renders.contracts import GenerationContract
from renders.files import ARTWORK, MASTERS, RENDITIONS
from renders.finishing.steps import PutLabel, read_chain
from renders.models import Attempt, BannerPicture, Render, SentReference
from renders.models.shot_sets import CUSTOMER_PLACEHOLDER
from renders.providers import FinishingOrder, ModelSpec, Output, ProviderOrder, Refused

ENCRYPTED, ADDRESS_SALT = "encrypted:", "renders.orders.address"


def order_of(attempt: Attempt) -> ProviderOrder:
    """What to send. Always the same for the same attempt, so that a replay is identical."""
    contract = contract_to_send(attempt)
    return ProviderOrder(
        contract=contract,
        references=[address_of(sent) for sent in attempt.references.order_by("position")]
        if contract.references
        else (),
        spec=spec_of(attempt.shot.image_model),
        callback_url=callback_url(attempt),
        seeds=[seed for _, seed in sorted(Render.fast.filter(attempt=attempt).values_list("number", "seed"))],
        key=attempt.key.hex,
        read_artwork=ARTWORK.read,
    )


def contract_to_send(attempt: Attempt) -> GenerationContract:
    """What was ordered, with the name of the customer that it is for. Raises `Refused` where the name is erased."""
    contract = attempt.contract
    if not attempt.shot.is_for_customer:
        return contract
    picture = BannerPicture.objects.filter(shot_set=attempt.shot.shot_set_id, state=BannerPicture.State.WAITING).first()
    name = picture.customer_name if picture else ""
    if not name:
        raise Refused(_("The customer's name is erased, so nothing was ordered. A program asks for the banner again."))
    return with_name(contract, name)


def with_name(contract: GenerationContract, name: str) -> GenerationContract:
    """In one pass: what looks like a placeholder in the name stays text."""
    return contract.model_copy(update={"prompt": contract.prompt.replace(CUSTOMER_PLACEHOLDER, name)})


def finishing_order_of(render: Render) -> ProviderOrder:
    """What a render with a parent is made of. Always the same for the same row."""
    chain = read_chain(render.chain)
    labels = [step.artwork for step in chain if isinstance(step, PutLabel)]
    artwork = {sha256: ARTWORK.source(sha256) for sha256 in labels}
    return ProviderOrder(
        contract=render.contract,
        spec=ModelSpec(endpoint="", name=""),
        seeds=[render.seed],
        key=render.chain_digest,
        read_artwork=ARTWORK.read,
        finishing=FinishingOrder(MASTERS.source(render.parent_sha256), chain, artwork),
    )


def output_of(render: Render) -> Output:
    """The address of the finished picture, as the provider gave it when the task ended."""
    expires_at = render.output.get("expires_at")
    return Output(
        address=plain_address(render.output["address"]),
        index=render.output["index"],
        expires_at=datetime.fromisoformat(expires_at) if expires_at else None,
    )


def encrypted_address(address: str) -> str:
    """As it is stored for a picture with a customer's name: vendors make addresses of the words of a prompt."""
    return address if address.startswith(ENCRYPTED) else ENCRYPTED + encrypted(address, ADDRESS_SALT)


def plain_address(stored: str) -> str:
    return decrypted(stored.removeprefix(ENCRYPTED), ADDRESS_SALT) if stored.startswith(ENCRYPTED) else stored


def output_fields(output: Output) -> dict[str, str | int | None]:
    """The address of a finished picture, as a render's row stores it."""
    expires_at = output.expires_at.isoformat() if output.expires_at else None
    return {"address": output.address, "index": output.index, "expires_at": expires_at}


def address_of(sent: SentReference) -> str:
    """Where the vendor finds a reference."""
    if sent.form == SentReference.Form.DATA:
        return f"data:image/jpeg;base64,{base64.b64encode(RENDITIONS.read(sent.sha256)).decode()}"
    if sent.form == SentReference.Form.UPLOAD:
        return sent.vendor_address
    return settings.PUBLIC_BASE_URL + reverse("operations.references", args=[sent.token])


def spec_of(model: ImageModel) -> ModelSpec:
    """The catalogue's row as adapters need it."""
    names = ("endpoint", "name", "input_schema", "size_names", "abilities", "reference_pictures")
    return ModelSpec(**{name: getattr(model, name) for name in names})


def callback_url(attempt: Attempt) -> str:
    """Where the vendor may report this attempt's end; empty when nobody outside can reach us."""
    if not settings.PUBLIC_BASE_URL:
        return ""
    return settings.PUBLIC_BASE_URL + reverse("operations.callbacks", args=[attempt.account.provider, attempt.token])
