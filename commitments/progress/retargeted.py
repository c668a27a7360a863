"""A percent that was computed from a target which an amendment has changed since."""

from decimal import Decimal

from commitments.models import Commitment
from commitments.progress import sums


def percent_now(commitment, entry):
    """Return the percent of an entry, computed anew where it was computed from a target that holds no more.

    What the person set, and what is done, stays. Costs a query only where the percent is not the one computed now.
    """
    now = sums.of_value(commitment, entry.reached_value)
    if now is None or now.percent == entry.percent or entry.is_claim:
        return entry.percent
    then = sums.of_value(_as_it_was(commitment, entry.saved_at), entry.reached_value)
    return now.percent if then is not None and then.percent == entry.percent else entry.percent


def _as_it_was(commitment, moment):
    """Return the numbers of a commitment in the version in force at a moment; as they are where none says it."""
    version = commitment.program.versions.filter(frozen_at__lte=moment).order_by("-number").first()
    listed = version.content["commitments"] if version else []
    said = next((one for one in listed if one["id"] == commitment.pk), None)
    if said is None:
        return commitment
    return Commitment(target_value=_number(said["target_value"]), baseline=_number(said["baseline"]))


def _number(text):
    return Decimal(text) if text else None
