"""Files of the old binary kind (OLE), built byte by byte: just enough of them for a reader to open."""

import struct

SECTOR = 512
FREE, END, OF_TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST_STREAM = 4096  # smaller ones would have to live in a stream of their own


def ole(streams):
    """Return an OLE file with these streams: ``{name: bytes}``. Its table of sectors is one sector long."""
    table, entries, body = [OF_TABLE, END], [_entry("Root Entry", 5, END, 0, child=1)], b""
    for place, (name, content) in enumerate(streams.items(), start=1):
        content = content.ljust(SMALLEST_STREAM, b"\0")
        content += b"\0" * (-len(content) % SECTOR)
        first, count = len(table), len(content) // SECTOR
        table += [*range(first + 1, first + count), END]
        following = place + 1 if place < len(streams) else FREE
        entries.append(_entry(name, 2, first, len(content), right=following))
        body += content
    assert len(table) <= SECTOR // 4
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    sectors = struct.pack("<128L", *table, *[FREE] * (128 - len(table)))
    return _header() + sectors + directory + body


def workbook(cells, *, encrypted=False):
    """Return the stream of an old workbook whose one sheet has these texts: ``{(row, column): text}``."""
    name = "Danh sách"
    opening = _record(0x0809, struct.pack("<HHLL", 0x0600, 0x0005, 0, 0) + b"\0" * 4)
    opening += _record(0x002F, struct.pack("<HHHH", 1, 1, 1, 0) + b"\0" * 48) if encrypted else b""
    offset = (
        len(opening) + 4 + 8 + 2 * len(name) + 4
    )  # the sheet begins after its announcement and the end of this part
    announced = struct.pack("<LBBBB", offset, 0, 0, len(name), 1) + name.encode("utf-16-le")
    sheet = _record(0x0809, struct.pack("<HHLL", 0x0600, 0x0010, 0, 0) + b"\0" * 4)
    for (row, column), text in cells.items():
        sheet += _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))
    return opening + _record(0x0085, announced) + _record(0x000A) + sheet + _record(0x000A)


def _record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def _header():
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    places = struct.pack("<LLLLLLLLL", 0, 1, 1, 0, SMALLEST_STREAM, END, 0, END, 0)
    return start + places + struct.pack("<109L", 0, *[FREE] * 108)


def _entry(name, kind, first, size, *, right=FREE, child=FREE):
    spelled = (name + "\0").encode("utf-16-le")
    head = spelled.ljust(64, b"\0") + struct.pack("<HBBLLL", len(spelled), kind, 1, FREE, right, child)
    return head + b"\0" * 36 + struct.pack("<LLL", first, size, 0)
