"""What clear writing looks like, one example a hint: Vietnamese in every language, as it stands in the paper.

None of them fails the checks itself; a test reads each in its field. Longer examples of tasks are data (``Phrase``).
"""

# Field of a commitment, or the kind of a hint on the whole program → what could stand there.
TASK = "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công"
VERB = "Kiểm tra 5 tổ liên gia về an toàn phòng cháy, lập biên bản từng tổ"
PEOPLE = "Trịnh Thị Hoài, Lê Quang Dũng"
DEADLINE = "30/09/{year}"
MILESTONES = "20 người đầu xong trước 30/6, cả 60 người xong trước 30/9"
PRODUCT = "Danh sách 60 người có chữ ký xác nhận"
NAMED_PRODUCT = "Biên bản kiểm tra và thông báo kết quả"
AUTHORITY = "Đảng ủy phường phê duyệt; tôi trình trước 31/5"
CLAUSE = "trực tổ công nghệ số thì chọn mục phổ cập kỹ năng số; đóng đảng phí thì chọn nhiệm vụ thường xuyên"
PART = "tự mình tổ chức lớp học thì chọn Chủ trì; giúp người khác tổ chức thì chọn Phối hợp"

# Hints on the whole program.
TOO_FEW = "ngoài việc chuyên môn, thêm một việc học tập và một việc ở nơi cư trú"
TOO_MANY = "“dự họp khu dân cư” và “ghi nhận ý kiến người dân” gộp thành một việc có một sản phẩm"
SPREAD = "việc học tập xong trước 31/3, việc vận động xong trước 30/9, việc tổng kết để đến 31/12"
ANSWER = "với mục phổ cập kỹ năng số: “Hướng dẫn 30 người cao tuổi dùng VNeID”"
SECTION = "Đưa từng việc vào lịch công tác tháng, rà soát vào ngày 25 hằng tháng."
