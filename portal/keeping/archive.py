"""A backup as one file: a compressed tar whose parts are checked by the list of checksums at its end.

Inside: ``manifest.json`` (what was backed up, of which release), the database below ``database/``, files below
``files/``, and ``SHA256SUMS`` as ``sha256sum -c`` reads it, so that a backup can be opened and checked without the
portal. Everything streams: neither a part nor the list of parts is ever held in memory.
"""

import contextlib
import errno
import gzip
import hashlib
import itertools
import json
import os
import shutil
import sys
import tarfile
import tempfile
import time
from pathlib import PurePosixPath

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
FOLDERS = ("database", "files")
PIPE = "-"  # instead of a file: standard input or output, for a program that encrypts
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
BLOCK = 1024 * 1024


class Damaged(Exception):
    """A file that is no backup, or not the whole of one; the text says which part."""


class Hashing:
    """A file seen through: counts and hashes whatever passes."""

    def __init__(self, file):
        self.file, self.sha256, self.size = file, hashlib.sha256(), 0

    def read(self, size=-1):
        block = self.file.read(size)
        self._see(block)
        return block

    def write(self, block):
        self._see(block)
        return self.file.write(block)

    def _see(self, block):
        self.sha256.update(block)
        self.size += len(block)


class Writer:
    """Takes the parts of a backup one after the other."""

    def __init__(self, tar, sums, whole):
        self._tar, self._sums, self._whole = tar, sums, whole

    @property
    def sha256(self):
        """Return the checksum of the whole file; only once it is closed."""
        return self._whole.sha256.hexdigest()

    @property
    def size(self):
        """Return the size of the whole file in bytes; only once it is closed."""
        return self._whole.size

    def add(self, name, file, size, *, modified=None):
        """Add an open binary ``file`` of ``size`` bytes under ``name``."""
        seen = Hashing(file)
        self._put(name, seen, size, modified)
        self._sums.write(f"{seen.sha256.hexdigest()}  {name}\n".encode())

    def add_manifest(self, manifest):
        self.add(MANIFEST, *_in_memory(json.dumps(manifest, ensure_ascii=False, indent=1).encode()))

    def finish(self):
        size = self._sums.tell()
        self._sums.seek(0)
        self._put(SUMS, self._sums, size)

    def _put(self, name, file, size, modified=None):
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(modified or time.time())
        self._tar.addfile(member, file)
        self._tar.members.clear()  # tarfile remembers every member, and there may be a million


@contextlib.contextmanager
def written(path, drafts):
    """Open a backup to be written and yield its ``Writer``; it bears the name ``path`` only once it is whole.

    ``path`` may be ``PIPE``; ``drafts`` is a folder beside it. Nobody but its owner may read it. Raises
    ``FileExistsError`` where there is a file already.
    """
    if path == PIPE:
        with _written_to(sys.stdout.buffer, drafts) as writer:
            yield writer
        return
    if path.exists():
        raise FileExistsError(path)
    draft = drafts / "archive"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        with _written_to(raw, drafts) as writer:
            yield writer
        os.fsync(raw.fileno())
    draft.rename(path)


@contextlib.contextmanager
def _written_to(raw, drafts):
    whole = Hashing(raw)
    with (
        tempfile.TemporaryFile(dir=drafts) as sums,
        gzip.GzipFile(fileobj=whole, mode="wb", compresslevel=1) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        writer = Writer(tar, sums, whole)
        yield writer
        writer.finish()
    raw.flush()


def unpack(path, folder):
    """Unpack the backup ``path`` into the empty ``folder`` and return its manifest, once every checksum is found right.

    ``path`` may be ``PIPE``. Raises ``Damaged`` with what is wrong, ``OSError`` where the disk is full. Nothing outside
    ``folder`` is touched, whatever the names inside.
    """
    source = {"fileobj": sys.stdin.buffer} if path == PIPE else {"name": path}
    try:
        with (
            tarfile.open(**source, mode="r|gz") as tar,
            (folder / "sums-found").open("w+b") as found,
            (folder / "sums-kept").open("w+b") as kept,
        ):
            _unpack_members(tar, folder, found, kept)
            _compare(found, kept)
        return json.loads((folder / MANIFEST).read_bytes())
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        if getattr(error, "errno", None) in NO_ROOM:
            raise
        raise Damaged(f"{path} is no backup, or not a whole one: {error}") from error


def manifest_of(path):
    """Return the manifest of a backup without unpacking or checking the rest. Raises ``Damaged``."""
    try:
        with tarfile.open(path, mode="r|gz") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST:
                raise Damaged(f"{path} is no backup: it does not begin with its manifest")
            return json.load(tar.extractfile(first))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Damaged(f"{path} is no backup: {error}") from error


def _unpack_members(tar, folder, found, kept):
    while (member := tar.next()) is not None:
        if not member.isreg():
            raise Damaged(f"The backup holds something that is no file: {member.name!r}")
        source = Hashing(tar.extractfile(member))
        if member.name == SUMS:
            shutil.copyfileobj(source, kept, BLOCK)
            continue
        place = folder / _safe(member.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as target:
            shutil.copyfileobj(source, target, BLOCK)
        os.utime(place, (member.mtime, member.mtime))
        found.write(f"{source.sha256.hexdigest()}  {member.name}\n".encode())
        tar.members.clear()


def _safe(name):
    path = PurePosixPath(name)
    is_ours = name == MANIFEST or (len(path.parts) > 1 and path.parts[0] in FOLDERS)
    if not is_ours or ".." in path.parts or path.is_absolute():
        raise Damaged(f"The backup holds a file that does not belong there: {name!r}")
    return path


def _compare(found, kept):
    """Compare the checksums as they are with those that were written down, line by line."""
    found.seek(0)
    kept.seek(0)
    for ours, theirs in itertools.zip_longest(found, kept, fillvalue=b""):
        if ours != theirs:
            name = (theirs or ours).decode(errors="replace").partition("  ")[2].strip()
            raise Damaged(f"The backup is damaged: the checksum of {name} is not the one that was written down")


def _in_memory(content):
    file = tempfile.SpooledTemporaryFile(max_size=BLOCK)  # noqa: SIM115 -- the caller reads it to its end
    file.write(content)
    file.seek(0)
    return file, len(content)
