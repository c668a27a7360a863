"""An uploaded list, kept between its preview and the confirmation: by a random name, for the one who uploaded it."""

import datetime
import json
import re
import secrets
from dataclasses import dataclass, field
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.refusal import Refused

FOLDER = "imports"
KEPT = datetime.timedelta(hours=12)  # as long as a working day: one may ask somebody about a row
_TOKEN = re.compile(r"[\w-]{20,60}", re.ASCII)


class Gone(Refused):
    """The file was dropped meanwhile: somebody has confirmed the list in another window."""


@dataclass
class Upload:
    """One kept file. ``choices`` are what the uploader has said about it: committee, day, columns."""

    token: str
    owner: str
    kind: str
    filename: str
    choices: dict = field(default_factory=dict)

    @property
    def size(self):
        """Return the length of the file in bytes."""
        return default_storage.size(f"{FOLDER}/{self.token}.list")

    def open(self):
        """Return the file as a stream. Raises ``Gone`` where it has been dropped meanwhile."""
        try:
            with default_storage.open(f"{FOLDER}/{self.token}.list") as file:
                return BytesIO(file.read())
        except FileNotFoundError as error:
            raise Gone(_("This list has been confirmed in another window already.")) from error

    def write_choices(self):
        """Keep what is known about the file beside it."""
        name = f"{FOLDER}/{self.token}.json"
        default_storage.delete(name)
        default_storage.save(name, ContentFile(json.dumps(vars(self), ensure_ascii=False).encode()))

    def told(self):
        """Return what ``tell`` kept; None where there is nothing."""
        try:
            with default_storage.open(f"{FOLDER}/{self.token}.told") as file:
                return json.loads(file.read())
        except FileNotFoundError:
            return None

    def tell(self, told):
        """Keep what a rehearsal found, plain data, beside the file."""
        name = f"{FOLDER}/{self.token}.told"
        default_storage.delete(name)
        default_storage.save(name, ContentFile(json.dumps(told, default=str).encode()))

    def drop(self):
        """Forget the file."""
        for ending in ("list", "json", "told"):
            default_storage.delete(f"{FOLDER}/{self.token}.{ending}")


def keep(file, *, kind, person, choices):
    """Keep an uploaded file and return its ``Upload``; what has been kept too long goes."""
    drop_old()
    upload = Upload(secrets.token_urlsafe(24), str(person.public_id), kind, file.name, choices)
    default_storage.save(f"{FOLDER}/{upload.token}.list", file)
    upload.write_choices()
    return upload


def kept_for(person, token):
    """Return the ``Upload`` of this person by its token; None for anybody else's, and for what has gone."""
    upload = kept_as(token)
    return upload if upload and upload.owner == str(person.public_id) else None


def kept_as(token):
    """Return the ``Upload`` with this token, whosever it is; None for what has gone."""
    name = f"{FOLDER}/{token}.json"
    if not _TOKEN.fullmatch(token) or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return Upload(**json.loads(file.read()))


def drop_old():
    """Forget lists that nobody has taken in for ``KEPT``: they hold personal data."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        if default_storage.get_modified_time(f"{FOLDER}/{name}") < timezone.now() - KEPT:
            default_storage.delete(f"{FOLDER}/{name}")
