"""To how much a zip unpacks: what its directory says is not believed, as that of a bomb understates its sizes."""

import struct
import zipfile
import zlib

_INFLATE_AT_ONCE = 2**20
# What reading a damaged or dishonest zip may raise.
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, NotImplementedError, OSError)


def true_size(data: bytes, entry: zipfile.ZipInfo, limit: int) -> int:
    """Return to how many bytes an entry of a zip unpacks; a number just over ``limit`` where it would be more.

    Raises ``zipfile.BadZipFile`` for what is packed as no office program does.
    """
    name_length, extra_length = struct.unpack_from("<HH", data, entry.header_offset + 26)
    start = entry.header_offset + 30 + name_length + extra_length
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("No office file is packed like that.")
    inflater, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while packed and size <= limit:
        size += len(inflater.decompress(packed, _INFLATE_AT_ONCE))
        packed = inflater.unconsumed_tail
    return size
