"""Photos made safe: what a picture shows is kept, what it tells besides is not.

A phone writes into each photo where and when it was taken and with which device; a file may carry another one after its
last pixel. So a picture is read and written anew: only its pixels pass, turned as the phone held them.
"""

import struct
import zlib
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from portal.lib.refusal import Refused

MOST_PIXELS = 50_000_000  # what phones of today make; a bomb of a few kilobytes unpacks to far more
LONGEST_SIDE = 4096  # larger JPEG photos are halved while they are read: it spares memory and shows the same
_QUALITY = 88
_FORMATS = {"jpg": "JPEG", "png": "PNG"}
# What reading a broken picture may raise, besides OSError of most.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, struct.error, zlib.error)
_PLAIN_MODES = {"jpg": ("L", "RGB"), "png": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")}

BROKEN = _("The picture is broken and cannot be shown. Take it or save it once more.")
TOO_MANY_PIXELS = _("The picture is too large: at most 50 million pixels. Save it smaller.")


class UnfitPicture(Refused):
    """A picture that cannot be kept; its text says what to do."""


def pixels_only(data: bytes, kind: str) -> bytes:
    """Return the picture written anew as the same ``kind`` ("jpg" or "png"): upright, without place, device or text.

    The same file gives the same bytes. Raises ``UnfitPicture`` for a broken one and for one of too many pixels, which
    is told by its head, before anything is unpacked.
    """
    try:
        with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnfitPicture(TOO_MANY_PIXELS)
            if max(picture.size) > LONGEST_SIDE:
                picture.draft(None, (picture.width // 2, picture.height // 2))  # JPEG alone can do that
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnfitPicture(TOO_MANY_PIXELS) from None
    except _DAMAGE:
        raise UnfitPicture(BROKEN) from None
    return _written(upright, kind)


def _written(picture: Image.Image, kind: str) -> bytes:
    """Write the pixels; of what the file said besides only a palette's transparent colour belongs to them."""
    shown = picture.info.get("transparency")
    if picture.mode not in _PLAIN_MODES[kind]:
        picture = picture.convert("RGB")
        shown = None
    picture.info = {} if shown is None else {"transparency": shown}
    out = BytesIO()
    picture.save(out, _FORMATS[kind], **({"quality": _QUALITY} if kind == "jpg" else {}))
    return out.getvalue()
