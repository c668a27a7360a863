"""Sealing short secrets before they are stored, so that a copy of the database alone gives none of them away.

The keys are ``settings.SEAL_KEYS``: the first one seals, every one of them opens, so that a key can be changed while
what older ones have sealed stays readable.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.lib.refusal import Refused

CANNOT_OPEN = _(
    "The portal can no longer read what it keeps here in secret: its key was changed. Ask the system administrator."
)


class SealBroken(Refused):
    """What was sealed cannot be opened by any key of this installation, or was tampered with."""


def seal(text: str) -> str:
    """Return ``text`` sealed, as ASCII; sealing twice gives two different texts."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text that was sealed. Raises ``SealBroken`` where no key opens it."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken(CANNOT_OPEN) from error


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key_from(text)) for text in settings.SEAL_KEYS])


def _key_from(text: str) -> bytes:
    """Return a key of the length that is needed from a long random text of any length."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"portal.seal:{text}".encode()).digest())
