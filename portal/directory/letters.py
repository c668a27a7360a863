"""Letters of the directory to people, about their account.

Other letters say only that something waits. These say what happened, as whoever took an account over would read, and
settle, what waits in the portal; they name neither the person nor any content.
"""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override


def tell_old_addresses(addresses):
    """Write to e-mail addresses that no longer belong to an account, once the change is committed.

    Whoever can read the address of an account can take the account over by asking for a new password: so its owner
    hears of the change where the change cannot reach. The letter names neither person nor new address.
    """
    with override(settings.LANGUAGE_CODE):
        subject = _("The portal: your e-mail address was changed")
        body = _(
            "Another e-mail address was recorded for your account on the commitment registration portal. "
            "If you did not ask for it, tell the personnel office of your party committee at once."
        )
    letters = [EmailMessage(subject, _with_link(body), to=[address]) for address in sorted({*addresses} - {""})]
    if letters:
        # A mail server that is down must not undo what was done here.
        transaction.on_commit(lambda: get_connection(fail_silently=True).send_messages(letters))


def tell_of_new_password(person):
    """Write to the e-mail address of an account, where it has one, that a password was chosen with an activation slip.

    Whoever found or stole the slip cannot keep the owner from hearing of it. Sent once the change is committed.
    """
    _tell_owner(
        person,
        gettext_lazy("The portal: a password was chosen with an activation slip"),
        gettext_lazy(
            "A password was chosen for your account on the commitment registration portal with an activation slip. "
            "If it was not you, tell the personnel office of your party committee at once."
        ),
    )


def tell_of_lost_factor(person):
    """Write to the owner of an account, where it has an e-mail address, that the office took the second factor away."""
    _tell_owner(
        person,
        gettext_lazy("The portal: your second factor was taken away"),
        gettext_lazy(
            "The personnel office has taken away the second factor of your account on the commitment registration "
            "portal, because it was reported lost. If you did not report that, tell the office at once."
        ),
    )


def tell_of_changed_factor(person):
    """Write to the owner of an account, where it has an e-mail address, that a second factor came, went or was renewed.

    Whoever did it with a stolen password cannot keep the owner from hearing of it.
    """
    _tell_owner(
        person,
        gettext_lazy("The portal: your second factor was changed"),
        gettext_lazy(
            "The second factor of your account on the commitment registration portal was set up, removed or renewed. "
            "If it was not you, tell the personnel office of your party committee at once."
        ),
    )


def tell_of_linked(person):
    """Write to the owner of an account, where it has an e-mail address, that another system signs them in now."""
    _tell_owner(
        person,
        gettext_lazy("The portal: another system signs you in"),
        gettext_lazy(
            "Your account on the commitment registration portal was linked to your identity in another system, at a "
            "sign-in there. If it was not you, tell the personnel office of your party committee at once."
        ),
    )


def tell_of_unlinked(person):
    """Write to the owner of an account, where it has an e-mail address, that another system signs them in no more."""
    _tell_owner(
        person,
        gettext_lazy("The portal: another system no longer signs you in"),
        gettext_lazy(
            "The link of your account on the commitment registration portal to your identity in another system was "
            "removed. If you know nothing of it, ask the personnel office of your party committee."
        ),
    )


def _with_link(body):
    """Return the text with the portal's address below it, where it is set."""
    return "\n".join(filter(None, [str(body), settings.ADDRESS]))


def _tell_owner(person, subject, body):
    if not person.email:
        return
    with override(settings.LANGUAGE_CODE):
        letter = EmailMessage(str(subject), _with_link(body), to=[person.email])
    transaction.on_commit(lambda: get_connection(fail_silently=True).send_messages([letter]))
