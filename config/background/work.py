"""The kinds of background work. A worker may do one of them alone, so that machines can be chosen for it."""

from enum import StrEnum


class Work(StrEnum):
    """A worker that does both takes their messages by priority, as if they were in one queue."""

    # Asks vendors, shops, the mail server or webhooks for something and waits for the answer.
    NETWORK = "network"
    # Keeps a processor busy: draws, decodes, inspects, cuts out, reads; also whatever works through files and rows.
    IMAGES = "images"


EVERY_WORK = tuple(Work)
# The name of each kind's queue. The first is the one that Packshot had when there was one for everything, so workers of
# that version and of this one read each other's messages while machines are upgraded one by one.
QUEUES = {Work.NETWORK: "packshot", Work.IMAGES: "packshot-images"}
NAMES = list(QUEUES.values())
