"""Words of which a generated province makes its documents and commitments: many different ones, none of anybody."""

from portal.sample import texts

COMMUNE_FIRST = (
    *("An", "Bình", "Cẩm", "Châu", "Đông", "Hà", "Hải", "Hòa", "Hưng", "Kim", "Lam", "Long", "Mỹ", "Nam", "Ngọc"),
    *("Phú", "Quang", "Sơn", "Tân", "Tây", "Thanh", "Thọ", "Trung", "Vạn", "Vĩnh", "Xuân", "Yên"),
)
COMMUNE_SECOND = (
    *("Phú", "Lộc", "Hòa", "Bình", "Sơn", "Giang", "Thành"),
    *("Thịnh", "Xuân", "Lâm", "Điền", "Trung", "Hải", "Châu"),
)

# Documents: type, end of the symbol, issuer. The abstract is one of SUBJECTS.
DOCUMENT_KINDS = [
    ("Nghị quyết", "NQ/TW", "Bộ Chính trị"),
    ("Chỉ thị", "CT/TW", "Ban Bí thư"),
    ("Kết luận", "KL/TW", "Ban Chấp hành Trung ương"),
    ("Nghị quyết", "NQ/TU", "Tỉnh ủy"),
    ("Chương trình", "CTr/TU", "Ban Thường vụ Tỉnh ủy"),
    ("Kế hoạch", "KH/TU", "Ban Thường vụ Tỉnh ủy"),
]
SUBJECTS = [
    "chuyển đổi số trong cơ quan, đơn vị và phục vụ người dân",
    "nâng cao chất lượng sinh hoạt chi bộ",
    "xây dựng nếp sống văn minh, giữ gìn vệ sinh môi trường",
    "cải cách thủ tục hành chính, rút ngắn thời gian giải quyết",
    "giảm nghèo bền vững, hỗ trợ hộ khó khăn",
    "tiếp dân, đối thoại và giải quyết kiến nghị ở cơ sở",
    "thực hành tiết kiệm, phòng, chống lãng phí",
    "xây dựng nông thôn mới kiểu mẫu",
    "bồi dưỡng cán bộ trẻ, cán bộ nữ",
    "bảo đảm an ninh, trật tự ở khu dân cư",
]

# Commitments: what one does, unit.
DEEDS = [
    ("Hướng dẫn {n} người cao tuổi cài đặt và dùng VNeID", "người"),
    ("Vận động {n} hộ phân loại rác tại nhà", "hộ"),
    ("Rà soát, số hóa {n} hồ sơ lưu của đơn vị", "hồ sơ"),
    ("Chủ trì {n} buổi sinh hoạt chuyên đề", "buổi"),
    ("Giúp {n} hộ cận nghèo làm hồ sơ vay vốn ưu đãi", "hộ"),
    ("Rút ngắn {n} thủ tục thuộc phần việc được giao, mỗi thủ tục ít nhất 1 ngày", "thủ tục"),
    ("Trả lời {n} kiến nghị của cử tri trong 5 ngày làm việc", "kiến nghị"),
    ("Trồng và chăm sóc {n} cây xanh dọc đường liên thôn", "cây"),
    ("Kèm cặp {n} cán bộ trẻ trong công việc chuyên môn", "cán bộ"),
    ("Dự {n} buổi họp khu dân cư và ghi nhận ý kiến", "buổi"),
    ("Kiểm tra {n} tổ liên gia về an toàn phòng cháy", "tổ"),
    ("Biên soạn {n} tài liệu hướng dẫn ngắn cho người dân", "tài liệu"),
    ("Vận động {n} hộ hiến đất mở rộng đường ngõ", "hộ"),
    ("Tổ chức {n} buổi dọn vệ sinh kênh mương", "buổi"),
    ("Hoàn thành {n} báo cáo chuyên đề trước hạn", "báo cáo"),
    ("Thăm hỏi {n} gia đình chính sách", "gia đình"),
    ("Lập {n} bản đồ hộ kinh doanh có nguy cơ cháy nổ", "bản đồ"),
    ("Tập huấn cho {n} tiểu thương bán hàng trên sàn điện tử", "người"),
    ("Theo dõi, đôn đốc {n} hộ nộp thuế qua cổng điện tử", "hộ"),
    ("Viết {n} tin, bài cho trang thông tin của địa phương", "bài"),
]
WHERE = ["ở {place}", "trên địa bàn {place}", "tại nhà văn hóa {place}", "cùng tổ công tác {place}", "của {place}", ""]
WHEN = [
    "trong quý II",
    "trong quý III",
    "trước ngày 30/9",
    "trước kỳ họp cuối năm",
    "vào thứ Bảy tuần đầu mỗi tháng",
    "sau giờ làm việc mỗi thứ Năm",
    "theo lịch công tác tháng",
    "",
]
PRODUCTS = [
    "Danh sách có chữ ký xác nhận",
    "Biên bản và ảnh trước, sau",
    "Báo cáo kết quả gửi chi ủy",
    "Sổ theo dõi có xác nhận của trưởng thôn, trưởng khu phố",
    "Danh mục hồ sơ được lãnh đạo đơn vị xác nhận",
    "Bản tổng hợp kèm biên nhận",
]


def commitment(dice, place):
    """Return title, product, value (or None), unit and month of the deadline of one made-up commitment."""
    throw = dice.random()
    if throw < 0.3:
        _code, _number, task, product, span, unit, month = dice.choice(texts.GOOD if throw > 0.05 else texts.WEAK)
        value = dice.randint(*span) if span else None
        return task.format(n=value, place=place), product, value, unit, month
    deed, unit = dice.choice(DEEDS)
    value = dice.randint(2, 120)
    parts = (deed.format(n=value), dice.choice(WHERE).format(place=place), dice.choice(WHEN))
    return " ".join(part for part in parts if part), dice.choice(PRODUCTS), value, unit, dice.randint(3, 12)


# What is said of progress, and what an officer doubts.
RESULTS = [
    "Đã thực hiện theo kế hoạch, có danh sách kèm theo.",
    "Đã phối hợp với tổ dân phố, kết quả ghi trong sổ theo dõi.",
    "Đang triển khai, đã báo cáo tại sinh hoạt chi bộ tháng này.",
    "Hoàn thành phần việc được giao, có biên bản xác nhận.",
]
DOUBTS = ["Đề nghị bổ sung danh sách có chữ ký.", "Số liệu chưa khớp với báo cáo của tổ dân phố."]
