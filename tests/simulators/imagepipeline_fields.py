"""The parameters of imagepipeline.io's two create calls: kinds, defaults and limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class WrongField(ValueError):
    """A parameter that is refused."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True)
class Parameter:
    """One parameter; numbers may come as text, which a stored sample does."""

    kind: type
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()

    def read(self, name: str, raw: Any) -> Any:
        """The value as its kind. Raises `WrongField`."""
        value = self._converted(name, raw)
        if self.values and value not in self.values:
            raise WrongField(name, f"must be one of {', '.join(self.values)}")
        if self.minimum is not None and value < self.minimum:
            raise WrongField(name, f"must be at least {self.minimum}")
        if self.maximum is not None and value > self.maximum:
            raise WrongField(name, f"must be at most {self.maximum}")
        return value

    def _converted(self, name: str, value: Any) -> Any:
        try:
            if self.kind in (int, float) and isinstance(value, int | float | str) and not isinstance(value, bool):
                return self.kind(value)
        except ValueError:
            pass
        if self.kind not in (int, float) and isinstance(value, self.kind):
            return value
        raise WrongField(name, f"must be of type {self.kind.__name__}")


TEXT, LINK, SWITCH = Parameter(str), Parameter(str, ""), Parameter(bool, False)
_BOTH = {
    "prompt": TEXT,
    "num_inference_steps": Parameter(int, 20, 1, 100),
    "seed": Parameter(int, -1, -1, 2**32 - 1),
    "server_id": LINK,
}
VERSION_3: Mapping[str, Parameter] = {
    **_BOTH,
    "negative_prompt": LINK,
    "samples": Parameter(int, 2, 1, 4),
    "width": Parameter(int, 1024, 1, 1536),
    "height": Parameter(int, 1024, 1, 1536),
    "direct_link": SWITCH,
    "webhook": LINK,
    "batch_id": LINK,
    "file_prefix": LINK,
    "queued_image_urls": SWITCH,
}
SUCCESSOR: Mapping[str, Parameter] = {
    **_BOTH,
    "width": Parameter(int, 1024, 1, 1024),
    "height": Parameter(int, 1024, 1, 1024),
    "guidance_scale": Parameter(float, 3.5, 0, 30),
    "enhance_prompt": SWITCH,
    "logo_url": LINK,
    "palette": Parameter(list, ()),
    "output_format": Parameter(str, "webp", values=("webp", "jpeg", "png")),
    "profile_id": LINK,
    "callback_url": LINK,
}


def read(document: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """All parameters, with defaults for those that are missing. Raises `WrongField`."""
    for name in document:
        if name not in parameters:
            raise WrongField(name, "unknown parameter")
    if not str(document.get("prompt", "")).strip():
        raise WrongField("prompt", "required")
    return {
        name: parameter.read(name, document[name]) if name in document else parameter.default
        for name, parameter in parameters.items()
    }
