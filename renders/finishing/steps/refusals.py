"""Why a step makes no picture of this one."""

from enum import StrEnum
from http import HTTPStatus

from catalog.refusals import Refusal


class FinishFault(StrEnum):
    """Codes; a failed render carries one as its reason."""

    NO_PRODUCT = "finish_no_product"
    CUT_OFF = "finish_cut_off"
    GROUND_NOT_PLAIN = "finish_ground_not_plain"
    GROUND_TOO_DARK = "finish_ground_too_dark"
    TOO_SMALL = "finish_too_small"
    TOO_LARGE = "finish_too_large"
    CROP_LOSES_PRODUCT = "finish_crop_loses_product"
    NOTHING_TO_DO = "finish_nothing_to_do"
    NO_SUCH_CELL = "finish_no_such_cell"
    LABEL_COVERS_PRODUCT = "finish_label_covers_product"
    LABEL_LOST = "finish_label_lost"
    LABEL_NOT_READABLE = "finish_label_not_readable"


class FinishRefused(Refusal):
    """A step cannot be right on this picture. The text says why and what else would do."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, code: FinishFault, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type["FinishRefused"], tuple[FinishFault, str]]:
        # An exception is rebuilt from what its base was given; this one needs its code as well.
        return type(self), (self.code, str(self))
