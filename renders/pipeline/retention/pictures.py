"""Pictures that nobody wants: rejected, dropped, or left over where another one was approved."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from renders.models import Decision, Render, Rendition, Shot, UnneededFile
from renders.models.removals import THUMBNAILS, lock_pictures_of
from renders.models.renders import State
from renders.pipeline.retention.counts import Counts, RetentionBatch
from renders.pipeline.retention.needed import SHARED, reasons_of
from renders.pipeline.retention.periods import cutoff_of, days_of

MASTERS, RENDITIONS = UnneededFile.Store.MASTERS, UnneededFile.Store.RENDITIONS


def is_rejected(now: datetime) -> Q:
    """Rejected long enough ago, or beside a picture of the same shot that was approved as long ago."""
    cutoff = cutoff_of("rejected", now)
    decided = Decision.objects.filter(undone_at=None, at__lte=cutoff)
    rejected = Exists(decided.filter(render=OuterRef("pk"), verdict=Decision.Verdict.REJECT))
    has_approved = Exists(decided.filter(review__shot=OuterRef("shot"), verdict=Decision.Verdict.APPROVE))
    return Q(rejected | has_approved, state_changed_at__lte=cutoff)


def is_dropped(now: datetime) -> Q:
    """Counted from the moment it was dropped. Of the oldest only the moment is known at which they were ready."""
    cutoff = cutoff_of("dropped", now)
    is_old = Q(marked_at__lte=cutoff) | Q(marked_at=None, state_changed_at__lte=cutoff)
    return Q(is_old, mark=Render.Mark.DROP)


# By the name of the rule. A picture goes by the first one that applies to it.
CONDITIONS: dict[str, Callable[[datetime], Q]] = {"rejected": is_rejected, "dropped": is_dropped}


def unwanted(now: datetime) -> QuerySet[Render]:
    """Pictures that nobody chose, by any rule that is not switched off."""
    conditions = [condition(now) for rule, condition in CONDITIONS.items() if days_of(rule)]
    return Render.objects.ready().filter(reduce(or_, conditions)) if conditions else Render.objects.none()


def unwanted_by(rule: str, now: datetime) -> QuerySet[Render]:
    """Those that go by this rule and by none before it."""
    names = list(CONDITIONS)
    earlier = [CONDITIONS[name](now) for name in names[: names.index(rule)] if days_of(name)]
    rows = Render.objects.ready().filter(CONDITIONS[rule](now)).order_by("pk")
    return reduce(lambda left, condition: left.filter(~condition), earlier, rows)


def finder(rule: str) -> Callable[[datetime, int, int], RetentionBatch]:
    return partial(find, rule)


def find(rule: str, now: datetime, after: int, limit: int) -> RetentionBatch:
    """The next pictures. What has the same file goes together, with the first of them, or not at all."""
    rows = unwanted_by(rule, now).filter(pk__gt=after)
    window = list(rows.values_list("pk", "sha256", "state_changed_at")[:limit])
    if not window:
        return RetentionBatch()
    looked_at = {pk for pk, _sha256, _at in window}
    hashes = {sha256 for _pk, sha256, _at in window}
    sharing = Render.objects.filter(sha256__in=hashes, state__in=[State.READY, State.STORED], picture_removed_at=None)
    members: dict[str, set[int]] = defaultdict(set)
    for pk, sha256 in sharing.values_list("pk", "sha256"):
        members[sha256].add(pk)
    everyone = looked_at.union(*members.values())
    wanted = set(unwanted(now).filter(pk__in=everyone).values_list("pk", flat=True))
    reasons = reasons_of(everyone)
    batch = RetentionBatch(after=window[-1][0] if len(window) == limit else None)
    for pk, sha256, at in window:
        group = members[sha256]
        if pk in reasons:
            batch.left_out[reasons[pk]] += 1
        elif any(one in reasons or one not in wanted for one in group):
            batch.left_out[SHARED] += 1
        elif min(group) == pk:
            batch.going += sorted(group)
            batch.oldest = min(at, batch.oldest or at)
    batch.counts = counts_of(batch.going)
    return batch


def counts_of(renders: list[int]) -> Counts:
    """Renders, and the files that go with them."""
    masters = dict(Render.objects.filter(pk__in=renders).values_list("sha256", "bytes"))
    derived = dict(files_of(renders).values_list("sha256", "bytes"))
    total = sum(length or 0 for length in (*masters.values(), *derived.values()))
    return Counts(len(renders), len(masters) + len(derived), total)


def files_of(renders: list[int]) -> QuerySet[Rendition]:
    """Their renditions, without the thumbnails, which stay, and without what other renders need too."""
    larger = Rendition.objects.filter(render__in=renders).exclude(spec__startswith=THUMBNAILS)
    others = Rendition.objects.exclude(render__in=renders).filter(sha256=OuterRef("sha256"))
    thumbnails = Rendition.objects.filter(sha256=OuterRef("sha256"), spec__startswith=THUMBNAILS)
    return larger.filter(~Exists(others), ~Exists(thumbnails))


def remove(batch: RetentionBatch, now: datetime) -> Counts:
    """Say on each row that its picture was removed, and write down the files that go: rows first, so that a kill leaves
    a file that nobody needs, and never a row whose file is missing.

    Shots are locked before their pictures are judged once more: whoever comes to need one of them locks its shot too,
    and waits or is seen.
    """
    shots = set(Render.objects.filter(pk__in=batch.going).values_list("shot", flat=True))
    lock_pictures_of(Shot.objects.filter(pk__in=shots))
    rows: Any = Render.objects.filter(pk__in=batch.going).order_by("pk").select_for_update()
    hashes = dict(rows.values_list("pk", "sha256"))
    going = still_going(hashes, now)
    counts = counts_of(going)
    files = [UnneededFile(store=MASTERS, sha256=sha256) for sha256 in {hashes[pk] for pk in going}]
    derived = set(files_of(going).values_list("sha256", flat=True))
    files += [UnneededFile(store=RENDITIONS, sha256=sha256) for sha256 in derived]
    Rendition.objects.filter(render__in=going).exclude(spec__startswith=THUMBNAILS).delete()
    UnneededFile.objects.bulk_create(files, ignore_conflicts=True)
    Shot.objects.filter(pk__in=shots).touch()
    newest = Shot.objects.filter(pk=OuterRef("shot")).values("revision")
    Render.objects.filter(pk__in=going).update(picture_removed_at=now, revision=Subquery(newest))
    return counts


def still_going(hashes: dict[int, str], now: datetime) -> list[int]:
    """Those of these renders, with the hashes of their files, of which nothing has changed."""
    wanted = set(unwanted(now).filter(pk__in=hashes).values_list("pk", flat=True))
    stays = set(hashes) - wanted | set(reasons_of(hashes))
    others = Render.objects.filter(sha256__in=set(hashes.values()), picture_removed_at=None).exclude(pk__in=hashes)
    kept = {hashes[pk] for pk in stays} | set(others.values_list("sha256", flat=True))
    return [pk for pk, sha256 in hashes.items() if sha256 not in kept]
