"""The registry of background steps: which rows owe what, and who does it. The clock and the tasks read it.

To add a kind of background row: a model that inherits `Leased`, a function that does its step, one that gives it up,
and one line here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from config.background.database_clock import database_now
from config.background.work import Work
from renders.models import (
    Account,
    BannerPicture,
    Cutting,
    ImportPicture,
    Lease,
    Leased,
    Listing,
    MailDigest,
    ProductImport,
    Publication,
    Reinspection,
    Render,
    RetentionRun,
    TextReading,
    WebhookDelivery,
    banner_pictures,
    cuttings,
    product_imports,
    publications,
    webhooks,
)
from renders.models.leases import LeasedQuery
from renders.models.renders import State
from renders.pipeline import banners, collect, cut, dispatch, importing, mailing, reading, retention
from renders.pipeline import webhooks as outgoing_webhooks
from renders.pipeline.importing import pictures
from renders.pipeline.inspecting import again, inspect
from renders.pipeline.publishing import discard, publish
from renders.pipeline.sending import resolve, submit
from renders.schedule import Enqueue


@dataclass(frozen=True)
class Step:
    """One kind of work on one kind of row.

    `run(key, lease)` does it and returns what to enqueue next. When that ended in an error nobody foresaw too often,
    `give_up(key, lease, error)` ends the work in its place: it says why, and takes back nothing that is paid. `states`
    are those in which a row owes the step; empty for rows without a state. `key` is the field whose value the step is
    called with: renders of one attempt share it. Where thousands of rows may share it, `limit` is how many of those
    that are due a step leases. The clock enqueues `notified_at_once` rows a tick at most. `work` is what weighs most in
    it: a picture that is fetched and then decoded and inspected is image work, a file that is finished and then
    uploaded and read back is the network's.
    """

    name: str
    model: type[Leased]
    run: Callable[[int, Lease], Iterable[Enqueue]]
    give_up: Callable[[int, Lease, Exception], Iterable[Enqueue]]
    priority: int
    work: Work
    states: frozenset[str] = frozenset()
    key: str = "pk"
    postpones_due: bool = False
    limit: int = 0
    notified_at_once: int = 200

    def rows(self, key: int) -> LeasedQuery:
        """The rows that this step leases when it is called with `key`."""
        rows = self.model.fast.filter(**{self.key: key})
        rows = rows.filter(state__in=self.states) if self.states else rows
        return rows.due_soon(database_now(), self.limit) if self.limit else rows


NETWORK, IMAGES = Work
UNCLEAR = frozenset({State.SUBMITTING, State.IN_DOUBT})

# Those that fill slots or end what is paid for run first; a picture is inspected before the next one is fetched.
STEPS = (
    Step("drive", Account, dispatch.drive_account, dispatch.give_up, 50, NETWORK, postpones_due=True),
    Step(
        *("submit", Render, submit.submit_attempt, submit.give_up_order, 40, NETWORK),
        frozenset({State.ASSIGNED}),
        key="attempt",
    ),
    Step("resolve", Render, resolve.resolve_attempt, resolve.give_up_doubt, 30, NETWORK, UNCLEAR, key="attempt"),
    Step("publish", Publication, publish.publish_picture, publish.give_up, 20, NETWORK, publications.STEP_STATES),
    Step("inspect", Render, inspect.inspect_render, inspect.give_up, 10, IMAGES, frozenset({State.STORED})),
    Step("collect", Render, collect.collect_render, collect.give_up, 0, IMAGES, frozenset({State.FINISHED})),
    Step(
        *("banner", BannerPicture, banners.make_picture, banners.give_up, -2, IMAGES),
        frozenset({BannerPicture.State.WAITING}),
    ),
    Step("erase", BannerPicture, banners.erase_picture, banners.give_up_erasing, -4, IMAGES, banner_pictures.ERASABLE),
    Step("discard", Listing, discard.discard_files, discard.give_up, -5, NETWORK),
    Step(
        *("deliver", WebhookDelivery, outgoing_webhooks.deliver, outgoing_webhooks.give_up, -6, NETWORK),
        frozenset({webhooks.State.WAITING}),
        key="endpoint",
        limit=outgoing_webhooks.MOST_IN_ONE_STEP,
    ),
    Step(
        *("import", ProductImport, importing.run_import, importing.give_up, 5, IMAGES),
        frozenset(product_imports.WORKING),
    ),
    Step(
        *("picture", ImportPicture, pictures.fetch_picture, pictures.give_up, -8, IMAGES),
        frozenset({ImportPicture.State.WAITING}),
    ),
    Step("mail", MailDigest, mailing.send_digest, mailing.give_up, -9, NETWORK),
    Step("cut", Cutting, cut.cut_photo, cut.give_up, -10, IMAGES, frozenset({cuttings.State.WAITING})),
    # One picture is read at a time, and then the next: messages of all that wait would be in vain.
    Step(
        *("read", TextReading, reading.read_text, reading.give_up, -20, IMAGES),
        frozenset({reading.State.WAITING}),
        notified_at_once=1,
    ),
    Step(
        *("retain", RetentionRun, retention.retain, retention.give_up, -40, IMAGES),
        frozenset({RetentionRun.State.RUNNING}),
    ),
    Step(
        *("reinspect", Reinspection, again.reinspect, again.give_up, -30, IMAGES),
        frozenset({Reinspection.State.RUNNING}),
    ),
)
MODELS: tuple[type[Leased], ...] = tuple(dict.fromkeys(step.model for step in STEPS))


def steps_of(model: type[Leased]) -> list[Step]:
    return [step for step in STEPS if step.model is model]
