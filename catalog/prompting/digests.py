"""What makes two versions the same to a picture."""

import hashlib
import json
from collections.abc import Mapping


def digest(
    prompt: str,
    negative: str,
    parameters: Mapping[str, object],
    placeholder_specs: Mapping[str, object] | None = None,
    image_model: int | None = None,
    style: str = "",
) -> str:
    """sha256 hex over everything of a version that shapes a picture; `image_model` is its row's id, `style` empty where
    it is the usual one."""
    body: list[object] = [prompt, negative, parameters]
    # Only where there are any, so that digests taken before versions had them stay true.
    if placeholder_specs or image_model is not None:
        body += [placeholder_specs or {}, image_model]
    if style:
        body.append({"style": style})
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
