"""One list of pictures out of three: as it was read, as it was to become, and as somebody else has made it since."""

from collections.abc import Sequence


def merged(was: Sequence[str], wanted: Sequence[str], now: Sequence[str]) -> list[str]:
    """What we added, took away or moved, done to what stands there now: what others did meanwhile stays done."""
    if list(was) == list(now):
        return list(wanted)
    staying = set(was) & set(wanted)
    if [one for one in was if one in staying] == [one for one in wanted if one in staying]:
        taken = set(was) - set(wanted)
        return with_added([one for one in now if one not in taken or one in wanted], wanted, set(wanted) - set(was))
    gone = set(was) - set(now)
    return with_added([one for one in wanted if one not in gone], now, set(now) - set(was))


def with_added(pictures: list[str], source: Sequence[str], added: set[str]) -> list[str]:
    """With each of `added`, behind what stands before it in `source`."""
    at = 0
    for one in source:
        if one in added and one not in pictures:
            pictures.insert(at, one)
        if one in pictures:
            at = pictures.index(one) + 1
    return pictures
