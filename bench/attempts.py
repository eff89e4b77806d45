"""Measure on a shared machine: repeat a measurement that other programs disturbed, a few times at most."""

import sys
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from bench.servers import Failed

# Up to this share of the machine used by others, the rates of repeated runs agreed.
QUIET_SHARE = 0.1
_MAX_ATTEMPTS = 3


class Disturbable(Protocol):
    """A measurement that knows how much of the machine other programs used meanwhile."""

    @property
    def others_share(self) -> float:
        """The share of the machine that other programs used."""

    @property
    def undisturbed(self) -> bool:
        """True if that share is small enough."""


M = TypeVar("M", bound=Disturbable)


def least_disturbed(attempt: Callable[[], M]) -> M:
    """Return the first undisturbed measurement, or else the least disturbed one.

    A failed attempt counts as disturbed, because a busy machine makes servers time out. Raise the last Failed
    if all attempts fail.
    """
    made: list[M] = []
    failure = None
    for _ in range(_MAX_ATTEMPTS):
        try:
            made.append(attempt())
        except Failed as error:
            failure = error
            print(f"  An attempt failed: {error}", file=sys.stderr)
            continue
        if made[-1].undisturbed:
            break
    if failure and not made:
        raise failure
    return min(made, key=lambda measurement: measurement.others_share)


def counting(measured: Iterable[M]) -> list[M]:
    """Return the undisturbed measurements, or all if there is none."""
    measured = list(measured)
    return [measurement for measurement in measured if measurement.undisturbed] or measured
