"""The one-time code of an activation slip: made, read as it is typed, kept as a digest only.

The alphabet has no sign that looks like another one (0 O, 1 I L, 2 Z, 5 S, 8 B), and nothing that a Vietnamese keyboard
turns into something else while one types: no vowel, so that tone keys have nothing to stand on, no D and no W.
"""

import hmac
import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "34679CFGHJKMNPQRTVX"
LENGTH = 9  # some 38 bits: five tries at each of a million open slips find one in some sixty thousand such rounds
GROUP = 3
_SALT = "portal.directory.slips"


def new_code() -> str:
    """Return a random code as it is printed: ``K7M-4XP-9RH``."""
    return grouped("".join(secrets.choice(ALPHABET) for _sign in range(LENGTH)))


def grouped(signs: str) -> str:
    """Return the signs of a code in groups, which are read and typed with fewer mistakes."""
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def signs_of(typed: str) -> str:
    """Return the signs of a code as it was typed, however it was grouped and whatever its case."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def digest_of(person, code: str) -> str:
    """Return what is kept of a code: 64 hexadecimal signs, of no use without the installation's secret."""
    return salted_hmac(_SALT, f"{person.public_id}:{signs_of(code)}", algorithm="sha256").hexdigest()


def fits(person, code: str, digest: str) -> bool:
    """Tell whether ``code`` is the one whose ``digest`` is kept, in the same time whether or not."""
    return hmac.compare_digest(digest_of(person, code), digest)
