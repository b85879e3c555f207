"""Tasks as hiapi has them, for programs written for it: create one, then ask how it stands until it has a picture.

Each is a shot set with one candidate of a raw prompt, at our own prices and within our own budgets.
"""

from typing import Annotated, Any, Literal

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router
from pydantic import BaseModel, Field

from catalog.models import ImageModel
from renders.api.protocol.bodies import StrictBody
from renders.api.protocol.problems import ApiRefusal
from renders.api.protocol.repetition import OptionalKey, launch_token, once
from renders.api.protocol.tokens import ApiRequest, Bearer
from renders.batch.raw_prompts import RawPrompt, launch_raw_prompt
from renders.batch.rows import aspect_named, aspect_of_size
from renders.composing.availability import available_models
from renders.models import ApiScope, Render, ShotSet
from renders.models.renders import State
from renders.pipeline.publishing.deliveries import unreviewed_file

router = Router(tags=[gettext_noop("Tasks")])
TASK = "tk-packshot-"
TaskId = Annotated[
    str, Path(..., max_length=64, pattern=rf"^{TASK}S-[0-9]+$", description=gettext_noop("As creating it answered"))
]
Signature = Annotated[str, Path(..., max_length=200)]
OUTPUT_SALT, OUTPUT_SECONDS = "api.tasks.output", 1800
MAX_PROMPT = 4_000
STATUSES = {State.QUEUED: "queued", State.ASSIGNED: "queued", State.STORED: "archiving", State.READY: "success"}
STATUSES |= {State.FAILED: "fail", State.CANCELLED: "fail"}


class TaskInput(StrictBody):
    """What the model is asked; `aspect_ratio` or, for models with sizes by name, `size`."""

    prompt: Annotated[str, Field(min_length=1, max_length=MAX_PROMPT)]
    aspect_ratio: Annotated[str, Field(max_length=9)] | None = None
    size: Annotated[str, Field(max_length=20)] | None = None
    resolution: Literal["1K", "2K", "4K"] | None = None


class TaskIn(StrictBody):
    """Another order of the same fields is the same task; callbacks are not sent."""

    model: Annotated[str, Field(min_length=1, max_length=120)]
    input: TaskInput
    route: Literal[""] = ""
    storage: Literal["temp"] = "temp"


class TaskMade(BaseModel):
    taskId: str


class TaskCreated(BaseModel):
    code: Literal[200] = 200
    message: Literal["success"] = "success"
    data: TaskMade


class TaskOutput(BaseModel):
    url: str
    type: Literal["image"] = "image"
    expireAt: int = Field(description=gettext_noop("Unix time in seconds; ask for the task again for a fresh address"))


class TaskError(BaseModel):
    code: str
    message: str


class TaskDetail(BaseModel):
    taskId: str
    model: str
    status: Literal["queued", "handling", "archiving", "success", "fail"]
    created: int
    completed: int
    output: list[TaskOutput] | None = None
    error: TaskError | None = None


class TaskRead(BaseModel):
    code: Literal[200] = 200
    message: Literal["success"] = "success"
    data: TaskDetail


@router.post(
    "", response=TaskCreated, auth=Bearer(ApiScope.TASKS), summary=gettext_noop("Order one picture of a raw prompt")
)
@once(200)
def create_task(request: ApiRequest, payload: TaskIn, idempotency_key: OptionalKey = None) -> TaskCreated:
    image_model = model_named(payload.model)
    sent = payload.input
    parameters = {"resolution": sent.resolution} if sent.resolution else {}
    refuse_unknown_fields(sent, image_model)
    asked = RawPrompt(sent.prompt, aspect_of(sent, image_model), image_model, parameters)
    shot_set = launch_raw_prompt(asked, token=request.auth, launch_token=launch_token(request, idempotency_key))
    return TaskCreated(data=TaskMade(taskId=f"{TASK}{shot_set.code}"))


@router.get(
    "/{task_id}",
    response=TaskRead,
    auth=Bearer(ApiScope.TASKS),
    exclude_none=True,
    summary=gettext_noop("How a task stands"),
)
def read_task(request: ApiRequest, task_id: TaskId) -> Any:
    code = task_id.removeprefix(TASK)
    mine = ShotSet.objects.filter(code=code, task_token__person=request.auth.person)
    shot_set = mine.first()
    render = picture_of(shot_set) if shot_set else None
    if shot_set is None or render is None:
        raise ApiRefusal(404, _("There is no task %(task)s, or it is another account's.") % {"task": task_id})
    detail = TaskDetail(
        taskId=task_id,
        model=render.shot.image_model.endpoint,
        status=STATUSES.get(State(render.state), "handling"),
        created=int(shot_set.launched_at.timestamp()),
        completed=int(render.state_changed_at.timestamp()) if render.is_final else 0,
    )
    if render.is_ready:
        detail.output = [output_of(request, task_id, render)]
    elif render.picture_removed_at:
        detail.error = TaskError(code="PICTURE_REMOVED", message=_("The picture was kept for its time, and removed."))
    elif render.is_final:
        said = render.explanation or str(render.get_state_display())
        detail.error = TaskError(code=render.reason or "TASK_FAILED", message=said)
    return TaskRead(data=detail)


@router.get("/{task_id}/output/{signature}", auth=None, include_in_schema=False)
def read_output(request: HttpRequest, task_id: TaskId, signature: Signature) -> HttpResponse:
    """The picture, for whoever has the address: programs fetch it without a token, as they do at hiapi."""
    try:
        pk = signing.loads(signature, salt=OUTPUT_SALT + task_id, max_age=OUTPUT_SECONDS)
    except signing.BadSignature:
        raise ApiRefusal(404, _("This address has expired. Ask for the task again."), kind="expired") from None
    render = Render.objects.select_related("shot__version__template").filter(pk=pk).ready().first()
    if render is None:
        raise ApiRefusal(404, _("The picture is not there."))
    try:
        file, data = unreviewed_file(render)
    except FileNotFoundError:
        raise ApiRefusal(404, _("The file of this picture is lost."), kind="lost") from None
    return HttpResponse(data, content_type=file.media_type, headers={"Cache-Control": "private, no-store"})


def model_named(name: str) -> ImageModel:
    """The image model with this id at its vendor, or this name here; the cheapest where several vendors have it."""
    enabled = ImageModel.objects.filter(is_enabled=True)
    named = list(enabled.filter(endpoint=name) or enabled.filter(slug=name))
    if not named:
        raise ApiRefusal(400, _("There is no image model %(name)s.") % {"name": name}, kind="no-model")
    available, reasons = available_models(named)
    if not available:
        raise ApiRefusal(400, " ".join(reasons), kind="no-model")
    return min(available, key=lambda model: (model.price_micros, model.pk))


def refuse_unknown_fields(sent: TaskInput, image_model: ImageModel) -> None:
    """A field that the model does not have is refused as hiapi refuses it."""
    known = image_model.input_schema.get("properties", {})
    for name in ("aspect_ratio", "size", "resolution"):
        if getattr(sent, name) is not None and known and name not in known:
            raise ApiRefusal(400, f"additional properties not allowed: {name}", kind="unknown-field")


def aspect_of(sent: TaskInput, image_model: ImageModel) -> str:
    """The ratio that is asked for; square where nothing says another."""
    try:
        if sent.size is not None:
            return aspect_of_size(sent.size, image_model)
        return aspect_named(sent.aspect_ratio or "1:1", image_model)
    except ValueError as fault:
        raise ApiRefusal(400, _("invalid input: %(fault)s") % {"fault": fault}, kind="invalid-input") from None


def picture_of(shot_set: ShotSet) -> Render | None:
    """The one that is ready, else one that may become so, else the last that failed."""
    ordered = shot_set.renders.from_orders().select_related("shot__image_model")
    rank = {State.READY: 0, State.FAILED: 2, State.CANCELLED: 2}
    return min(ordered, key=lambda one: (rank.get(State(one.state), 1), -one.number), default=None)


def output_of(request: HttpRequest, task_id: str, render: Render) -> TaskOutput:
    signature = signing.dumps(render.pk, salt=OUTPUT_SALT + task_id)
    address = request.build_absolute_uri(f"/api/v1/tasks/{task_id}/output/{signature}")
    return TaskOutput(url=address, expireAt=int(timezone.now().timestamp()) + OUTPUT_SECONDS)
