"""What a policy answers: yes, or no with a reason that the person may read."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """A yes (no reason) or a no (with its reason, in the language of the reader).

    ``if verdict`` asks, ``verdict.reason`` explains on a blocked button, ``verdict.require()`` guards a view.
    """

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason

    def require(self) -> None:
        """Raise ``PermissionDenied`` (403) with the reason unless the answer is yes."""
        if self.reason:
            raise PermissionDenied(str(self.reason))


ALLOWED = Verdict()
