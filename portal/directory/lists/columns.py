"""What the columns of our lists are called: one heading, and the other words that offices use (domain §5.4, §13.9)."""

from portal.lib.lists import Column

_BORN = ("Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Năm sinh", "Sinh ngày", "Ngày/tháng/năm sinh", "NTN sinh")
_JOINED = ("Ngày vào Đảng", "Vào Đảng", "Ngày kết nạp", "Ngày vào Đảng CSVN", "Ngày, tháng, năm vào Đảng")
_POST = ("Chức vụ", "Chức danh", "Chức vụ công tác", "Chức vụ hiện nay")


def _under(groups, words):
    """Every heading that a merged pair of rows may give: the group above, the word below."""
    return tuple(f"{group} {word}" for group in groups for word in words)


# What the sheet of wrong rows adds, for whoever corrects them; it is not read.
CORRECTING = {"old_row": Column("Dòng cũ", kept=False), "to_correct": Column("Cần sửa", kept=False)}

# The order is that of the sheet of wrong rows, which can be corrected and uploaded again.
PEOPLE = {
    "card_no": Column(
        "Số thẻ đảng viên", ("Số thẻ Đảng", "Số thẻ", "Thẻ đảng viên", "Số TĐV", "Số thẻ ĐV", "Số thẻ đảng viên (mới)")
    ),
    "full_name": Column(
        "Họ và tên",
        ("Họ tên", "Họ và tên đảng viên", "Họ tên đảng viên", "Họ và tên khai sinh", "Họ, tên", "Tên đảng viên"),
        must="name",
    ),
    "sex": Column("Giới tính", ("Nam/Nữ", "Nam, nữ", "Phái", "Giới")),
    "born": Column("Ngày sinh", _BORN, must="born"),
    "born_male": Column("Ngày sinh nam", _under(("Ngày sinh", *_BORN), ("Nam",)), must="born"),
    "born_female": Column("Ngày sinh nữ", _under(("Ngày sinh", *_BORN), ("Nữ",)), must="born"),
    "joined_on": Column("Ngày vào Đảng", (*_JOINED[1:], *_under(_JOINED, ("Dự bị", "Kết nạp")), "Ngày dự bị")),
    "official_on": Column(
        "Ngày chính thức",
        ("Ngày công nhận chính thức", "Ngày vào Đảng chính thức", "Chính thức", *_under(_JOINED, ("Chính thức",))),
    ),
    "party_post": Column(
        "Chức vụ Đảng", ("Chức vụ trong Đảng", "Chức vụ Đảng hiện nay", *_under(_POST, ("Đảng", "trong Đảng")))
    ),
    "work_post": Column(
        "Chức vụ chính quyền",
        (
            "Chức vụ chính quyền, đoàn thể",
            "Nghề nghiệp, chức vụ",
            "Nghề nghiệp",
            *_under(_POST, ("Chính quyền", "Chính quyền, đoàn thể", "CQ, ĐT", "Chuyên môn")),
        ),
    ),
    "workplace": Column("Đơn vị công tác", ("Nơi công tác", "Cơ quan công tác", "Đơn vị")),
    "cell": Column(
        "Chi bộ (tên hoặc mã)",
        ("Chi bộ", "Mã chi bộ", "Tên chi bộ", "Chi bộ sinh hoạt", "Mã tổ chức", "Sinh hoạt tại chi bộ"),
    ),
    "standing": Column("Trạng thái", ("Tình trạng sinh hoạt", "Trạng thái sinh hoạt", "Loại đảng viên", "Tình trạng")),
    "phone": Column("Số điện thoại", ("Điện thoại", "Điện thoại di động", "SĐT", "ĐT", "Số ĐT")),
    "email": Column("Thư điện tử", ("Email", "E-mail", "Địa chỉ thư điện tử", "Địa chỉ email")),
    "personal_id": Column(
        "Số định danh cá nhân",
        ("CCCD", "Số CCCD", "Căn cước công dân", "Số căn cước", "Số căn cước công dân", "Mã định danh"),
    ),
    "remarks": Column("Ghi chú", ("Chú thích",)),
    "number": Column("STT", ("TT", "Số TT", "Số thứ tự")),
    "ethnicity": Column("Dân tộc", kept=False),
    "religion": Column("Tôn giáo", kept=False),
    "hometown": Column("Quê quán", ("Nguyên quán", "Quê", "Nơi sinh"), kept=False),
    "address": Column("Nơi ở hiện nay", ("Địa chỉ", "Nơi cư trú", "Chỗ ở hiện nay", "Thường trú"), kept=False),
    "theory": Column(
        "Trình độ LLCT", ("Lý luận chính trị", "Trình độ lý luận chính trị", "LLCT"), kept=False
    ),
    "education": Column(
        "Trình độ", ("Trình độ học vấn", "Trình độ chuyên môn", "Chuyên môn", "Trình độ văn hóa", "Học vấn"), kept=False
    ),
    **CORRECTING,
}  # fmt: skip

ORGANIZATIONS = {
    "code": Column("Mã", ("Mã tổ chức", "Mã tổ chức đảng"), must="code"),
    "name": Column("Tên tổ chức đảng", ("Tên", "Tên tổ chức", "Tổ chức đảng"), must="name"),
    "type": Column("Loại", ("Loại hình", "Loại tổ chức", "Loại tổ chức đảng"), must="type"),
    "parent": Column("Mã cấp trên", ("Cấp trên", "Mã tổ chức cấp trên", "Trực thuộc"), must="parent"),
    "short_name": Column("Tên viết tắt", ("Tên gọi tắt", "Viết tắt")),
    "place_name": Column("Địa danh", ("Địa danh trên văn bản",)),
    "since": Column("Từ ngày", ("Ngày thành lập", "Thành lập ngày")),
    **CORRECTING,
}  # fmt: skip

APPOINTMENTS = {
    "card_no": Column("Số thẻ đảng viên", PEOPLE["card_no"].also, must="card"),
    "full_name": Column("Họ và tên", PEOPLE["full_name"].also, must="name"),
    "org": Column("Mã tổ chức", ("Mã", "Mã tổ chức đảng", "Tổ chức"), must="org"),
    "title": Column("Chức vụ, nhiệm vụ", ("Chức vụ", "Nhiệm vụ", "Chức danh", "Chức vụ Đảng"), must="title"),
    "starts_on": Column("Từ ngày", ("Ngày bổ nhiệm", "Từ", "Ngày giữ chức"), must="starts"),
    "ends_on": Column("Đến ngày", ("Đến", "Thôi giữ từ")),
    **CORRECTING,
}
