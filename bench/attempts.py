"""Measuring on a shared machine: what other programs disturbed is measured again, a few times at most."""

QUIET_SHARE = 0.1  # others' part of the machine below which a measurement counts as undisturbed
_MAX_ATTEMPTS = 3


def least_disturbed(attempt):
    """The first measurement that others left alone; of those they all disturbed, the one they disturbed
    least.

    `attempt()` makes one, an object with `others_share` and `undisturbed`.
    """
    made = []
    while len(made) < _MAX_ATTEMPTS:
        made.append(attempt())
        if made[-1].undisturbed:
            break
    return min(made, key=lambda measurement: measurement.others_share)


def counting(measured) -> list:
    """The measurements others did not disturb; all where there is none such."""
    return [measurement for measurement in measured if measurement.undisturbed] or measured
