"""Refusals of the directory, with a text for the person."""

from django.utils.translation import gettext_lazy as _

from portal.lib.refusal import Refused

# Said by the policy, the model and the lists alike.
NOT_FOR_ONESELF = _(
    "Nobody records a post or an office for themselves. "
    "Another officer of the personnel office, or of the one above, records it."
)
OF_THE_ABSENT = _("Nobody handles the papers of the comrade for whom they stand in. Another officer does.")
LAST_ADMINISTRATOR = _("Nobody else administers this place. Appoint another system administrator first.")


class NotPossible(Refused):
    """An act on the tree or on a membership that would leave it untrue."""
