"""What the people of the sample province promise: invented texts, each tied to a clause of the sample catalogue.

``GOOD`` pass every check; ``WEAK`` show what the portal warns of. Each is (resolution, item, acts, details, products,
span of the value, unit, month of the deadline); a task is put together of one of each, of how it is done (``MANNERS``)
and how its product is kept (``KEPT``), so that two people rarely say the same. ``{place}`` is the person's cell without
the word for it.
"""

GOOD = [
    ("VB049", "3",
     ("Hướng dẫn {n} người từ 55 tuổi trở lên", "Kèm cặp {n} bác lớn tuổi", "Mở lớp buổi tối cho {n} người cao tuổi",
      "Dạy {n} cô bác bán hàng", "Lập nhóm {n} cựu chiến binh"),
     ("ở {place} tự nộp hồ sơ qua mạng",
      "tra cứu bảo hiểm y tế trên điện thoại",
      "gửi đơn trực tuyến mà không phải ra phường",
      "trả tiền điện nước không dùng tiền mặt", "đặt lịch khám bệnh từ nhà"),
     ("Danh sách người được hướng dẫn", "Sổ điểm danh lớp học", "Ảnh chụp màn hình từng hồ sơ đã nộp",
      "Phiếu tự đánh giá của học viên"),
     (20, 60), "người", 10),
    ("VB049", "3",
     ("Trực {n} buổi của tổ công nghệ số",
      "Tổ chức {n} buổi giúp dân dùng phần mềm",
      "Bố trí {n} ca hỗ trợ tại nhà văn hóa",
      "Mang máy đến {n} tổ dân phố", "Làm {n} đoạn phim ngắn"),
     ("cho người chưa có điện thoại thông minh",
      "giúp cài ứng dụng định danh",
      "chỉ cách nhận biết tin nhắn lừa đảo",
      "dạy chụp và gửi giấy tờ", "giúp lấy lại mật khẩu đã quên"),
     ("Sổ trực có người được giúp ký nhận", "Bảng thống kê câu hỏi thường gặp", "Lịch trực dán ở cổng khu",
      "Tệp phim đã đăng nhóm khu phố"),
     (20, 60), "buổi", 11),
    ("VB049", "2",
     ("Số hóa {n} bộ hồ sơ lưu", "Nhập {n} tập công văn cũ vào máy", "Rà soát, quét {n} cặp giấy tờ"),
     ("của đơn vị từ năm 2015 trở lại", "đang để trong kho tầng một", "thuộc phần việc tôi phụ trách"),
     ("Danh mục hồ sơ đã quét", "Biên bản bàn giao tập tin", "Báo cáo số trang đã nhập từng tuần"),
     (80, 400), "bộ hồ sơ", 9),
    ("VB049", "1",
     ("Xây dựng {n} biểu mẫu điện tử", "Soạn {n} bảng tính dùng chung", "Lập {n} phiếu trực tuyến"),
     ("thay báo cáo giấy hằng tuần", "để các phòng khỏi chép tay hai lần", "cho việc đăng ký họp, đăng ký xe"),
     ("Biểu mẫu đang chạy trên máy chủ", "Thông báo áp dụng của thủ trưởng", "Tài liệu hướng dẫn hai trang"),
     (2, 6), "biểu mẫu", 6),
    ("VB001", "2",
     ("Viết {n} bản tự soi, tự sửa", "Nêu {n} khuyết điểm của bản thân", "Kể {n} việc chưa làm được"),
     ("mỗi quý đọc trước chi bộ một lần", "kèm cách sửa và ngày sửa xong", "rồi nhờ hai đồng chí góp ý thẳng"),
     ("Bản tự soi viết tay", "Trích biên bản buổi góp ý", "Bảng theo dõi việc đã sửa"),
     (4, 4), "bản", 12),
    ("VB001", "3",
     ("Chuẩn bị và chủ trì {n} buổi chuyên đề", "Chủ trì {n} cuộc thảo luận mở", "Tổ chức {n} kỳ họp ngoài trời"),
     ("về những việc dân đang hỏi nhiều", "bàn kỹ một vấn đề của {place}", "để đảng viên trẻ trình bày trước"),
     ("Kết luận bằng văn bản", "Biên bản có ý kiến từng người", "Bản tổng hợp việc phải làm tiếp"),
     (2, 4), "buổi", 11),
    ("VB001", "5",
     ("Tiếp dân {n} buổi đúng lịch", "Trả lời {n} kiến nghị của cử tri", "Đối thoại {n} lần với tiểu thương"),
     ("không hẹn lại quá năm ngày làm việc",
      "gặp tận nơi khi người dân không đi được",
      "nói rõ việc nào chưa giải quyết được"),
     ("Sổ tiếp dân ghi đủ từng lượt", "Bảng kê đơn và ngày trả lời", "Phiếu hỏi mức hài lòng"),
     (6, 12), "buổi", 12),
    ("VB024", "1",
     ("Viết {n} bài thu hoạch", "Đọc và tóm tắt {n} cuốn sách về Bác", "Kể {n} câu chuyện làm theo gương Bác"),
     ("gắn với nghề đang làm", "trình bày mười lăm phút trước chi bộ", "gửi đăng trang tin của phường"),
     ("Bài viết có nhận xét của chi ủy", "Bản tóm tắt in hai mặt", "Tập bài đóng cuối năm"),
     (1, 2), "bài", 9),
    ("VB024", "2",
     ("Vận động {n} hộ ký cam kết", "Kiểm tra {n} cửa hàng mặt đường", "Hướng dẫn {n} gia đình sắp lại bậc thềm",
      "Gặp {n} chủ nhà trọ", "Giải thích cho {n} người bán hàng rong"),
     ("không lấn chiếm vỉa hè ở {place}", "để xe đúng vạch trước cổng trường", "dọn biển quảng cáo che lối đi",
      "đổ rác đúng giờ", "không hát loa sau mười giờ tối"),
     ("Bản cam kết từng hộ ký", "Sổ kiểm tra ghi theo ngày", "Biên bản nhắc nhở hộ chưa làm",
      "Bản đồ vẽ tay từng số nhà"),
     (40, 120), "hộ", 10),
    ("VB024", "2",
     ("Giúp {n} hộ khó khăn", "Thăm {n} gia đình cận nghèo", "Kết nạp {n} hộ vào tổ tiết kiệm",
      "Đỡ đầu {n} em mồ côi", "Tìm việc cho {n} thanh niên"),
     ("ở {place} làm hồ sơ vay vốn ưu đãi",
      "chọn giống, tính lời lỗ trước khi nuôi",
      "xin học bổng cho con đang đi học",
      "sửa lại mái nhà trước mùa bão", "học nghề ngắn hạn gần nhà"),
     ("Hồ sơ vay đã nộp ngân hàng", "Giấy nhận của tổ trưởng tổ vay", "Sổ theo dõi từng đồng vốn",
      "Thư cảm ơn của gia đình"),
     (2, 8), "hộ", 8),
    ("VB027", "1",
     ("Học đủ {n} chuyên đề Nghị quyết", "Nghiên cứu {n} văn kiện Đại hội", "Dự {n} lớp quán triệt"),
     ("rồi nói lại cho tổ đảng", "đối chiếu với việc đang phụ trách", "ghi ba điều áp dụng được ngay"),
     ("Bản thu hoạch chi bộ chấm đạt", "Vở ghi có chữ ký giảng viên", "Bài trắc nghiệm trên tám mươi điểm"),
     (1, 3), "chuyên đề", 3),
    ("VB027", "3",
     ("Kiểm tra {n} đảng viên", "Giám sát {n} tổ đảng", "Đôn đốc {n} chương trình đã đăng ký"),
     ("cùng chi ủy, nghe từng người báo cáo",
      "xem sản phẩm thật, không chỉ đọc báo cáo",
      "hỏi thêm quần chúng nơi làm việc"),
     ("Biên bản có hai bên ký", "Thông báo kết quả gửi từng người", "Bảng so sánh trước và sau nhắc nhở"),
     (3, 6), "đảng viên", 11),
    ("VB039", "5",
     ("Học xong {n} khóa trực tuyến", "Tự học {n} bài tiếng Anh chuyên ngành", "Hoàn thành {n} lớp nghiệp vụ"),
     ("về việc đang được giao", "ngoài giờ, không nghỉ buổi làm nào", "rồi dạy lại cho hai đồng nghiệp mới"),
     ("Chứng nhận của trường", "Tài liệu chia sẻ nội bộ", "Phiếu điểm cuối khóa"),
     (1, 3), "lớp", 10),
    ("VB039", "1",
     ("Tham gia {n} ngày thứ Bảy tình nguyện", "Dọn {n} đoạn mương thoát nước", "Trồng {n} gốc cây bóng mát"),
     ("tại nơi cư trú", "dọc đường liên khu của {place}", "quanh sân trường mầm non"),
     ("Danh sách điểm danh của khu", "Ảnh cùng một góc chụp hằng tháng", "Sổ chăm cây giao từng nhà"),
     (6, 12), "ngày", 12),
    ("VB003", "1",
     ("Đề xuất {n} cách rút ngắn thủ tục", "Áp dụng thử {n} sáng kiến", "Rà soát {n} bước thừa"),
     ("trong việc cấp giấy xác nhận", "để dân chỉ phải đến một lần", "giảm một chữ ký, một lần photo"),
     ("Bản mô tả sáng kiến", "Văn bản cho phép làm thử", "Báo cáo thời gian tiết kiệm được"),
     (1, 2), "sáng kiến", 8),
]  # fmt: skip

# How it is done and how the product is kept: any of them goes with any task.
MANNERS = """ghi lại kết quả vào sổ tay ngay sau mỗi buổi
mời trưởng khu cùng đi buổi đầu
chia thành ba đợt, rút kinh nghiệm sau từng đợt
làm vào sáng thứ Bảy để không ảnh hưởng giờ hành chính
nhờ đoàn viên trẻ giúp phần máy tính
lấy ý kiến bằng phiếu không ghi tên
treo kết quả ở bảng tin nhà văn hóa
chọn hai tổ dân phố làm trước
có đồng chí phó bí thư kèm trong tháng đầu
đối chiếu với danh sách của công an khu vực
gọi điện nhắc trước ba ngày
chụp ảnh trước và sau để so sánh
ưu tiên người neo đơn, khuyết tật
tự lo chi phí in ấn
dùng máy tính của thư viện phường
mỗi tuần dành trọn một buổi chiều
kể lại cách làm cho chi bộ bạn
không để việc dồn vào tháng cuối
phân công từng việc trên một trang giấy
hỏi lại từng người sau một tháng
nhờ giáo viên về hưu góp ý câu chữ
làm thử ở nhà mình trước
thuê xe chung để tiết kiệm
xin ý kiến chi ủy trước khi bắt đầu
kết hợp với ngày hội đại đoàn kết
mượn loa của hội phụ nữ
xem lại bảng theo dõi mỗi sáng thứ Hai
báo ngay khi vướng mắc, không chờ cuối quý
đổi lịch cho người đi làm ca
soạn câu hỏi đáp phát cho từng nhà
ghi âm để người vắng nghe lại
tính cả ngày mưa bão dự phòng
rủ con cháu trong nhà cùng làm
lập nhóm nhắn tin để trao đổi
nhận phần khó về mình
đi bộ từng ngõ, không chỉ gọi qua loa
mời người làm tốt năm ngoái kể kinh nghiệm
rà lại danh sách sau kỳ nghỉ hè
để hòm thư góp ý ở cổng chợ
trình bày bằng hình vẽ cho dễ hiểu""".splitlines()
KEPT = """do tổ trưởng ký từng trang
nộp chi ủy trước ngày 25
lưu tại nhà văn hóa
kèm ảnh chụp từng buổi
có ý kiến của người tham gia
gửi kèm thư của cơ quan
đóng thành một tập riêng
dán công khai một tuần
được kế toán đối chiếu
bản mềm gửi qua thư điện tử
ghi rõ người chưa làm được và lý do
có hai người chứng kiến ký
so với số liệu đầu năm
tóm tắt trên một trang
kèm bảng chấm công
được khu dân cư góp ý""".splitlines()

WEAK = [
    ("VB024", "2",
     ("Tăng cường công tác tuyên truyền, vận động Nhân dân",),
     ("thực hiện nếp sống văn minh",),
     ("Các buổi tuyên truyền",),
     None, "", 12),
    ("VB001", "5",
     ("Góp phần nâng cao ý thức bảo vệ môi trường",),
     ("của đoàn viên, thanh niên",),
     ("Các buổi ra quân",),
     None, "", 12),
    ("VB027", "2",
     ("Thường xuyên quan tâm, phấn đấu hoàn thành tốt",),
     ("các nhiệm vụ được giao trong năm",),
     ("Kết quả công tác năm",),
     None, "", 12),
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
