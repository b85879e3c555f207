"""What makes two versions the same to a picture."""

import hashlib
import json
from collections.abc import Mapping


def digest(
    prompt: str,
    negative: str,
    parameters: Mapping[str, object],
    slots: Mapping[str, object] | None = None,
    image_model: int | None = None,
) -> str:
    """sha256 hex over everything of a version that shapes a picture. Slots and the image model (its row's id) count
    where there are any, so that digests taken before versions had them stay true."""
    body: list[object] = [prompt, negative, parameters]
    if slots or image_model is not None:
        body += [slots or {}, image_model]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
