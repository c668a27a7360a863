"""Files as people hand them in, good and bad, made in memory."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_DOCX = "application/vnd.ms-word.document.macroEnabled.main+xml"
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def picture(kind="JPEG", size=(60, 40), colour="red", **saved):
    """Return the bytes of a picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **saved)
    return out.getvalue()


def photo(place="GPS"):
    """Return a photo as a phone writes it, held sideways: with place, device, a comment, and XMP."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Máy ảnh của Ngà"
    exif.get_ifd(0x8825)[2] = (19.0, 48.0, 0.0)  # latitude
    return picture(exif=exif, comment=b"thon 3, nha ong An", xmp=b"<x:xmpmeta>nha ong An</x:xmpmeta>")


def office(main_part=DOCX, *, others=()):
    """Return an office file with its main part, and ``others`` as pairs of name and bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kinds = f'<Types><Override PartName="/word/document.xml" ContentType="{main_part}"/></Types>'
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr("word/document.xml", "<w:document/>")
        for name, data in others:
            archive.writestr(name, data)
    return out.getvalue()


def zip_bomb():
    """Return a document with a part that unpacks to 250 MB, while its directory says 1 kB."""
    data = bytearray(office(others=[("word/media/image1.png", bytes(250 * 2**20))]))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 1024)
    return bytes(data)


def pixel_bomb():
    """Return a PNG of a few hundred bytes whose head says 60,000 × 60,000 pixels."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )
