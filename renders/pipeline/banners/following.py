"""The step of a picture that an image model draws: its order is followed until it has ended."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from catalog.processes import run
from config.background.database_clock import database_now
from renders.channels import certificate
from renders.finishing import DerivedFile, FileRules, deliver
from renders.finishing.banners import LONG_EDGE
from renders.models import Banner, BannerPicture, Publication, Render
from renders.models.banner_pictures import BannerPictureQuery, State
from renders.models.notifying import banner_picture_waits
from renders.models.renders import FINAL
from renders.models.renders import State as RenderState
from renders.pipeline.banners.drawing import signed
from renders.pipeline.customers import picture_files
from renders.pipeline.publishing.deliveries import provenance_of
from renders.schedule import Enqueue

Fault = BannerPicture.Fault
# The picture's own end makes it due at once; a failure is noticed that late.
INTERVAL = timedelta(seconds=2)


def fault_of_order(picture: BannerPicture) -> Fault | None:
    """Why nothing comes of its order any more; None as long as something may."""
    renders = list(Render.objects.filter(shot_set=picture.shot_set_id).values_list("state", "due_at"))
    if any(state == RenderState.READY for state, _due_at in renders):
        return None
    if any(state not in FINAL and not is_left_to_a_person(state, due_at) for state, due_at in renders):
        return None
    in_doubt = any(state == RenderState.IN_DOUBT for state, _due_at in renders)
    return Fault.IN_DOUBT if in_doubt else Fault.NOT_DRAWN


def is_left_to_a_person(state: str, due_at: object) -> bool:
    return state == RenderState.IN_DOUBT and due_at is None


def follow(picture: BannerPicture, leased: BannerPictureQuery) -> list[Enqueue]:
    """Make the customer's file of a picture that has come, else look again later. Raises `FileNotFoundError`,
    `Undecodable`, `NotSignable` and `ProvenanceMissing`."""
    ready = Render.objects.filter(shot_set=picture.shot_set_id, state=RenderState.READY)
    render = ready.select_related("shot__version__template", "shot_set").first()
    if render is None:
        leased.filter(state=State.WAITING).update(due_at=database_now() + INTERVAL)
        return []
    file = file_of(render, picture_files.read_drawn(picture.token))
    picture_files.put(picture.token, file.data)
    now = database_now()
    with transaction.atomic():
        after = State.MADE if is_unreviewed(picture) else State.IN_REVIEW
        leased.move(State.WAITING, after, made_at=now, expires_at=now + picture.banner.ttl, bytes=len(file.data))
        if after == State.IN_REVIEW:
            banner_picture_waits(picture.banner_id, render.shot_set.launched_by_id)
    picture_files.erase_drawn(picture.token)
    return []


def is_unreviewed(picture: BannerPicture) -> bool:
    """Whether it is sent without a decision. Somebody who takes that back waits until this transaction ends."""
    banner = Banner.objects.select_for_update(no_key=True).get(pk=picture.banner_id)
    return banner.unreviewed_by_id is not None


def file_of(render: Render, drawn: bytes) -> DerivedFile:
    """What the provider drew, as mail programs take it, marked as what it is."""
    provenance = provenance_of(Publication(render=render))
    credential = certificate.credential()
    file = run(deliver, drawn, FileRules("jpeg", long_edge=LONG_EDGE), provenance)
    return signed(replace(file, spec=""), provenance, credential)
