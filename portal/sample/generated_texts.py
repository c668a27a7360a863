"""Words of which a generated province makes its documents and commitments: many different ones, none of anybody."""

from functools import cache

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

# Words of two syllables of which tasks are put together. Any two neighbours in a text are drawn independently of each
# other from long lists, so that hardly three syllables in a row, and never most of a text, come twice by chance: two
# texts without a common source are independent, and a measure of copies means something. That they read oddly is the
# price.
VERBS = """rà soát, khảo sát, kiểm tra, hướng dẫn, vận động, tổ chức, biên soạn, thống kê, sửa chữa, lắp đặt, thu
gom, theo dõi, đôn đốc, hỗ trợ, tập huấn, đối thoại, cập nhật, nghiệm thu, phân loại, giám sát, tuyên
truyền, bồi dưỡng, xác minh, cải tạo, nghiên cứu, thẩm định, tổng hợp, bàn giao, trồng dặm, nạo vét, số
hóa, niêm yết, công khai, quyên góp, tu sửa, kèm cặp, thí điểm, vận hành, điều tra, tiếp nhận"""
THINGS = """giếng nước, bờ kênh, cống thoát, đường ngõ, cột đèn, sổ hộ, bản đồ, thửa ruộng, vườn tạp, ao cá, chuồng
trại, tủ sách, phòng đọc, sân chơi, nhà kho, máy bơm, trạm cân, bến đò, cầu treo, mái hiên, lò gạch,
xưởng mộc, quầy thuốc, lớp đêm, hồ sơ, đơn thư, bảng tin, biển báo, camera, bình cứu, hố rác, bãi tập,
hàng cây, luống rau, đàn bò, tổ ong, ruộng mạ, kè đá, rãnh nước, bể lọc, mương tưới, cổng làng, miếu cổ,
giá sách, ảnh cũ, di vật, bia đá, nghề rèn, khung cửi, làng nón, ca trực, tổ thợ, nhóm trẻ, bếp ăn, xe
thồ, thuyền nan, lưới vây, phao tiêu, chợ phiên, sạp hàng, hóa đơn, biên lai, mã vạch, tem cân, nhãn trà,
kho lạnh, máy sấy, sân phơi, giống lúa, phân xanh, thuốc sâu, bẫy chuột, chó thả, mèo hoang, rào chắn,
vạch sơn, gờ giảm, vỉa hè, mái tôn, ống nhựa, tủ điện, dây cáp, ăng ten, loa xóm, máy tính, phần mềm, tài
khoản, chữ ký, thẻ từ, mật khẩu, bài giảng, đề thi, vở cũ, cặp sách, học bổng, xe lăn, nạng gỗ, kính lão,
máy đo, tủ lạnh, vắc xin, màn tẩm, bể bơi, áo phao, dây thừng, còi báo, đèn pin"""
QUALITIES = """lâu năm, xuống cấp, mới xây, bỏ trống, ven sông, cuối ngõ, đầu làng, giáp ranh, dùng chung, nhỏ lẻ, quá
hạn, thiếu số, chưa ghi, hay ngập, dễ cháy, ít dùng, đông người, xa trạm, gần trường, liền kề, mặt phố,
trong hẻm, vùng trũng, sườn đồi, tự quản, thuê khoán, góp vốn, tồn đọng, phát sinh, tranh chấp, trùng
tên, sai mốc, mất dấu, khó tìm, hư hỏng, chờ duyệt, tạm giữ, đang treo, còn tốt, cần gấp"""
PARTNERS = """tổ thợ, hội quán, ban nhạc, trưởng xóm, già làng, giáo viên, y sĩ, thủ kho, thợ điện, nhóm nữ, cụ bà, cụ
ông, chủ đò, chủ lò, kế toán, bảo vệ, lái xe, thợ nề, thú y, khuyến nông, dân quân, cựu binh, văn thư,
thủ quỹ, phụ huynh, học trò, tiểu thương, ngư dân, xã viên, thợ mộc, nhà chùa, giáo xứ, hàng xóm, nhóm
trẻ, đội bóng, câu lạc, thủy nông, kiểm lâm, hộ lý, kỹ sư"""
ACTS = """ghi chép, chụp ảnh, vẽ sơ, đo lại, cân thử, chấm công, chia ca, dán nhãn, gọi điện, nhắn tin, họp xóm,
bốc thăm, mời thầy, thuê xe, mượn máy, chở đất, đổ đá, quét vôi, thay dây, bôi trơn, đóng cọc, căng dây,
khoanh vùng, lập tổ, cắt cỏ, phát quang, đốt lá, ủ phân, gieo hạt, tỉa cành, buộc cọc, che lưới, xịt
nước, lau kính, thay lõi, nạp mực, quét mã, gõ phím, in thử, đóng quyển"""
TOOLS = """máy ảnh, thước dây, cân đĩa, sổ đỏ, bút mực, phiếu xanh, thẻ vàng, áo xanh, xe kéo, cuốc xẻng, dao phát,
loa tay, bảng đen, máy chiếu, ổ cứng, bao tải, thùng xốp, rổ tre, dây đay, gậy trúc, ủng cao, găng tay,
khẩu trang, mũ cối, đèn bão, chuông đồng, trống cái, cờ đuôi, phông bạt, ghế nhựa, bàn gỗ, tủ tôn, khóa
số, chìa dự, nhãn in, keo dán, sơn trắng, vôi bột, cát vàng, đá dăm"""
TIMES = """sáng sớm, chiều muộn, tối Tư, trưa Năm, đầu tuần, giữa tuần, cuối tuần, đầu tháng, giữa tháng, cuối
tháng, mùa mưa, mùa khô, vụ mùa, vụ chiêm, sau Tết, trước hè, vào thu, đầu đông, kỳ nghỉ, ngày rằm, phiên
chợ, giờ tan, ca đêm, buổi họp, khi rảnh, lúc vắng, nước ròng, triều lên, ngày lễ, hội làng"""
PAPERS = """biên bản, danh sách, báo cáo, sổ tay, bảng kê, bản vẽ, tập ảnh, phiếu thu, giấy nhận, lịch trực, hồ sơ,
tờ trình, kế hoạch, phương án, nhật ký, bản đồ, hợp đồng, biên nhận, danh mục, tài liệu"""
UNITS = ("người", "hộ", "hồ sơ", "buổi", "thủ tục", "cây", "tổ", "bài")


# What is said of progress, and what an officer doubts.
RESULTS = [
    "Đã thực hiện theo kế hoạch, có danh sách kèm theo.",
    "Đã phối hợp với tổ dân phố, kết quả ghi trong sổ theo dõi.",
    "Đang triển khai, đã báo cáo tại sinh hoạt chi bộ tháng này.",
    "Hoàn thành phần việc được giao, có biên bản xác nhận.",
]
DOUBTS = ["Đề nghị bổ sung danh sách có chữ ký.", "Số liệu chưa khớp với báo cáo của tổ dân phố."]


def commitment(dice):
    """Return title, product, value, unit and month of the deadline of one made-up commitment of 16 to 26 syllables."""
    value, month = dice.randint(2, 120), dice.randint(3, 12)
    title = f"{_one(dice, VERBS).capitalize()} {value} {_noun(dice)} {_hamlet(dice)} {_mark(dice)}"
    if dice.random() < 0.7:
        title += f", {_noun(dice)} {_deed(dice)} {_noun(dice)}"
    if dice.random() < 0.7:
        title += f", {_mark(dice)} {_noun(dice)}"
    product = f"{_one(dice, PAPERS).capitalize()} {_noun(dice)} {_mark(dice)} {_noun(dice)}"
    return title, product, value, dice.choice(UNITS), month


def section(dice):
    """Return one text section of a program: three made-up sentences."""
    return " ".join(f"{_sentence(dice)}." for _number in range(3))


def _sentence(dice):
    sentence = f"{_deed(dice)} {_noun(dice)} {_mark(dice)} {_noun(dice)}, {_mark(dice)} {_noun(dice)} {_deed(dice)}"
    return sentence.capitalize()


def _noun(dice):
    return _one(dice, THINGS, PARTNERS, TOOLS)


def _deed(dice):
    return _one(dice, VERBS, ACTS)


def _mark(dice):
    return _one(dice, QUALITIES, TIMES)


def _hamlet(dice):
    return f"{dice.choice(COMMUNE_FIRST)} {dice.choice(COMMUNE_SECOND)}"


@cache
def _words(*lists):
    return [" ".join(word.split()) for listed in lists for word in listed.split(",")]


def _one(dice, *lists):
    return dice.choice(_words(*lists))
