"""What stands on a slip, in Vietnamese as it is printed, whatever the language of who makes it."""

import datetime
from dataclasses import dataclass

from portal.printing.cards import Card
from portal.printing.paper import PORTAL

TITLE = "Phiếu kích hoạt tài khoản"
SHEET_TITLE = f"{TITLE} – {PORTAL}"


@dataclass(frozen=True)
class Slip:
    """One slip as it is handed out; ``code`` is in clear here and nowhere else."""

    name: str
    place: str
    login_name: str
    code: str
    valid_to: datetime.date


def card_of(slip: Slip, address: str) -> Card:
    """Return the card of a slip that is used at ``address`` (a whole url).

    The QR code carries login name and code behind ``#``: a browser keeps that part to itself, so that no server and no
    proxy ever writes it into a log.
    """
    return Card(
        heading=f"{PORTAL} · phiếu kích hoạt",
        name=slip.name,
        place=slip.place,
        shown=(("Tên đăng nhập", slip.login_name), ("Mã kích hoạt", slip.code)),
        steps=(
            f"1. Quét mã bên phải bằng máy ảnh điện thoại, hoặc mở {shown_address(address)}",
            "2. Nhập tên đăng nhập và mã, rồi tự đặt mật khẩu.",
        ),
        note=f"Dùng một lần, đến hết ngày {slip.valid_to:%d/%m/%Y}. Không đưa phiếu cho người khác.",
        link=f"{address}#{slip.login_name}/{slip.code}",
    )


def shown_address(address: str) -> str:
    """Return an address as one types it: without the scheme, which browsers add."""
    return address.removeprefix("https://").removeprefix("http://")
