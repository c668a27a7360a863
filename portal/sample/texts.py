"""What the people of the sample province promise: invented texts, each tied to a clause of the sample catalogue.

``GOOD`` pass every check; ``WEAK`` show what the portal warns of. Each is (resolution, item, task, product, value,
unit, month of the deadline). ``{place}`` is the person's cell without the word for it.
"""

GOOD = [
    ("VB049", "3", "Hướng dẫn {n} người từ 55 tuổi trở lên ở {place} tự nộp hồ sơ trên Cổng Dịch vụ công quốc gia",
     "Danh sách người được hướng dẫn, có chữ ký xác nhận", (20, 60), "người", 10),
    ("VB049", "3", "Duy trì tổ công nghệ số cộng đồng trực 2 buổi mỗi tuần tại nhà văn hóa, hỗ trợ {n} lượt người dân",
     "Sổ trực có chữ ký của người được hỗ trợ", (100, 240), "lượt người", 11),
    ("VB049", "2", "Số hóa {n} bộ hồ sơ lưu của đơn vị và nhập vào phần mềm quản lý văn bản",
     "Danh mục hồ sơ đã số hóa được lãnh đạo đơn vị xác nhận", (80, 400), "bộ hồ sơ", 9),
    ("VB049", "1", "Xây dựng {n} biểu mẫu điện tử thay cho báo cáo giấy trong công việc được phân công",
     "Biểu mẫu đang dùng, kèm thông báo áp dụng của đơn vị", (2, 6), "biểu mẫu", 6),
    ("VB001", "2", "Viết bản tự soi, tự sửa mỗi quý và báo cáo tại sinh hoạt chi bộ, cả năm {n} bản",
     "Bản tự soi, tự sửa kèm trích biên bản sinh hoạt", (4, 4), "bản", 12),
    ("VB001", "3", "Chuẩn bị và chủ trì {n} buổi sinh hoạt chuyên đề của chi bộ, mỗi buổi có kết luận bằng văn bản",
     "Kết luận chuyên đề và biên bản sinh hoạt", (2, 4), "buổi", 11),
    ("VB001", "5", "Tham gia đủ {n} buổi tiếp dân và trả lời từng kiến nghị trong 5 ngày làm việc",
     "Sổ tiếp dân và bản tổng hợp trả lời kiến nghị", (6, 12), "buổi", 12),
    ("VB024", "1", "Viết {n} bài thu hoạch chuyên đề năm và trình bày tại sinh hoạt chi bộ",
     "Bài thu hoạch có nhận xét của chi ủy", (1, 2), "bài", 9),
    ("VB024", "2", "Vận động {n} hộ ở {place} ký cam kết không lấn chiếm vỉa hè và kiểm tra lại hằng tháng",
     "Bản cam kết có chữ ký các hộ, sổ kiểm tra", (40, 120), "hộ", 10),
    ("VB024", "2", "Giúp {n} hộ khó khăn ở {place} làm hồ sơ vay vốn Ngân hàng Chính sách xã hội",
     "Hồ sơ vay vốn đã nộp, giấy xác nhận của tổ tiết kiệm", (2, 8), "hộ", 8),
    ("VB027", "1", "Học đủ các chuyên đề Nghị quyết Đại hội XIV và nộp {n} bản thu hoạch gắn với công việc được giao",
     "Bản thu hoạch được chi bộ đánh giá đạt", (1, 1), "bản", 3),
    ("VB027", "3", "Cùng chi ủy kiểm tra việc thực hiện chương trình hành động của {n} đảng viên",
     "Biên bản kiểm tra và thông báo kết quả", (3, 6), "đảng viên", 11),
    ("VB039", "5", "Hoàn thành {n} lớp bồi dưỡng chuyên môn trực tuyến và chia sẻ lại cho đồng nghiệp",
     "Chứng nhận hoàn thành, tài liệu chia sẻ", (1, 3), "lớp", 10),
    ("VB039", "1", "Tham gia {n} ngày thứ Bảy tình nguyện vệ sinh môi trường tại nơi cư trú",
     "Danh sách điểm danh của khu dân cư", (6, 12), "ngày", 12),
    ("VB003", "1", "Đề xuất {n} sáng kiến rút ngắn thời gian giải quyết thủ tục và áp dụng thử tại đơn vị",
     "Bản mô tả sáng kiến, văn bản cho phép áp dụng thử", (1, 2), "sáng kiến", 8),
]  # fmt: skip

WEAK = [
    ("VB024", "2", "Tăng cường công tác tuyên truyền, vận động Nhân dân thực hiện nếp sống văn minh đô thị",
     "Các buổi tuyên truyền", None, "", 12),
    ("VB001", "5", "Góp phần nâng cao ý thức bảo vệ môi trường của đoàn viên, thanh niên trên địa bàn",
     "Các buổi ra quân", None, "", 12),
    ("VB027", "2", "Thường xuyên quan tâm, phấn đấu hoàn thành tốt các nhiệm vụ được giao trong năm",
     "Kết quả công tác năm", None, "", 12),
]  # fmt: skip

TEXTS = {
    "goals": "Hoàn thành 100% nhiệm vụ được giao đúng hạn; ít nhất một việc có sản phẩm vượt yêu cầu; "
    "không để kiến nghị của người dân quá 5 ngày chưa trả lời.",
    "measures": "- Đưa từng việc vào lịch công tác tháng, rà soát vào ngày 25 hằng tháng.\n"
    "- Báo cáo tiến độ tại sinh hoạt chi bộ cuối mỗi quý.\n"
    "- Phối hợp với Ban Công tác Mặt trận và các chi hội ở khu dân cư.",
    "proposals": "Đề nghị chi bộ bố trí lịch trực nhà văn hóa vào tối thứ Ba và sáng thứ Bảy.",
    "ideology": "Học đủ các chuyên đề trong năm, viết bài thu hoạch gắn với công việc; không nói, viết, chia sẻ "
    "thông tin chưa kiểm chứng.",
    "ethics": "Chấp hành những điều đảng viên không được làm; kê khai trung thực; giữ nếp sống giản dị, "
    "không tổ chức việc cưới, việc tang lãng phí.",
    "duties": "Hoàn thành nhiệm vụ chuyên môn đúng hạn; mỗi quý có một việc cải tiến được đơn vị ghi nhận.",
    "discipline": "Dự ít nhất 11 trên 12 kỳ sinh hoạt chi bộ; đóng đảng phí trước ngày 10 hằng tháng; "
    "nêu gương tại nơi cư trú.",
    "shortcomings": "Năm trước còn chậm nộp báo cáo quý II: năm nay nộp trước hạn 3 ngày, "
    "nhờ chi ủy nhắc trước một tuần.",
    "study": "Chuyên đề năm về tư tưởng, đạo đức, phong cách Hồ Chí Minh; chọn học sâu tác phong gần dân, sát dân.",
    "example": "Nêu gương giờ giấc làm việc, tiếp dân đúng lịch; đi đầu trong dọn vệ sinh môi trường chiều thứ Bảy.",
    "breakthrough": "Đưa 100% thủ tục của đơn vị lên nộp trực tuyến trước ngày 30/9, công khai kết quả hằng tháng.",
}

RETURN_REASONS = [
    "Cam kết 2 chưa nêu số buổi và tuyến đường. Đề nghị đồng chí bổ sung một mốc trước ngày 30/6.",
    "Sản phẩm còn chung. Đề nghị đồng chí ghi rõ tên văn bản hoặc danh sách sẽ nộp khi hoàn thành.",
    "Đề nghị đồng chí gắn thêm một việc với nhiệm vụ được chi bộ phân công.",
]

# What is said of a commitment on its way.
PROGRESS_NOTES = {
    "planned": "Đã lập danh sách và thống nhất lịch với chi ủy.",
    "first": "Đã làm đợt đầu; danh sách có chữ ký của người tham gia.",
    "more": "Đã mở thêm 2 buổi tối tại nhà văn hóa, lập sổ theo dõi hằng tuần.",
    "most": "Còn phần cuối, đang rà soát từng hộ để hoàn tất.",
    "done": "Đã hoàn thành, có báo cáo và danh sách kèm theo.",
}
PROGRESS_DIFFICULTY = "Một số hộ đi làm xa, phải hẹn lại vào cuối tuần; thiếu máy tính ở nhà văn hóa."
PROGRESS_NEXT = "Làm tiếp phần còn lại, mời tổ trưởng dân phố cùng kiểm tra."
