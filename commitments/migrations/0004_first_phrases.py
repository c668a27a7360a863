"""The lists that the checks start from: vague phrases of the domain reference, 10.2; the others are ours [P]."""

from django.db import migrations

LISTS = {
    "vague": """tiếp tục nâng cao, tăng cường, đẩy mạnh, phấn đấu hoàn thành tốt, góp phần,
        quan tâm, thường xuyên, kịp thời""",
    "loose_time": "thường xuyên, trong năm, liên tục, khi có yêu cầu",
    "crowd": "tập thể, các đồng chí, toàn thể, mọi người, các cấp, các ngành, các đơn vị liên quan, cán bộ đảng viên",
    "authority": """ban hành nghị quyết, ban hành quyết định, phê duyệt, bổ nhiệm, điều động, luân chuyển, thành lập,
        giải thể, sáp nhập, phân bổ kinh phí, bố trí kinh phí, cấp kinh phí, đầu tư xây dựng, khen thưởng, kỷ luật,
        bố trí biên chế, sửa đổi quy chế""",
    "product": """danh sách, danh mục, biên bản, báo cáo, kế hoạch, sổ, bản, bài, đề án, phương án, quy chế, quy trình,
        nghị quyết, kết luận, quyết định, công văn, tờ trình, hướng dẫn, thông báo, giấy, chứng chỉ, chứng nhận, bằng,
        hồ sơ, phiếu, biểu mẫu, bảng, ảnh, phim, tài liệu, giáo trình, chuyên đề, mô hình, công trình, phần mềm,
        cơ sở dữ liệu, trang thông tin, hợp đồng, biên nhận, lịch, văn bản, sáng kiến, chứng từ, nhật ký""",
    "verb": """tổ chức, hướng dẫn, xây dựng, viết, soạn, biên soạn, lập, rà soát, kiểm tra, giám sát, thẩm định, chủ trì,
        chuẩn bị, tham mưu, đề xuất, trình, triển khai, thực hiện, hoàn thành, hoàn thiện, học, học tập, tự học, dự,
        tham gia, đọc, nghiên cứu, khảo sát, thống kê, tổng hợp, báo cáo, công khai, niêm yết, tiếp, tiếp công dân, đối thoại,
        giải quyết, trả lời, xử lý, vận động, tuyên truyền, phổ biến, tập huấn, bồi dưỡng, đào tạo, kèm cặp, giúp,
        giúp đỡ, hỗ trợ, thăm, tặng, quyên góp, trồng, vệ sinh, thu gom, dọn, sửa, sửa chữa, lắp đặt, xây, mua sắm,
        số hóa, cập nhật, nhập, ứng dụng, áp dụng, thí điểm, duy trì, vận hành, quản lý, theo dõi, đôn đốc, ký,
        ký kết, kết nạp, giới thiệu, phát triển, bố trí, phân công, luân chuyển, tiết kiệm, cắt giảm, rút ngắn,
        giảm, tăng, thu, nộp, đóng, chi, thanh toán, quyết toán, điều tra, phát hiện, xác minh, kê khai, kể, nêu gương,
        trực, tuần tra, hòa giải, khám, tiêm, dạy, giảng dạy, biểu dương, sơ kết, tổng kết, gặp gỡ, mở, thành lập,
        ra mắt, bàn giao, nghiệm thu, đăng, phát hành, xuất bản, tìm hiểu, trao đổi, chia sẻ, đăng ký, cam kết, phối hợp""",
}

# A ready sentence, and the words of a task it is offered for.
EXAMPLES = [
    (
        "Vận động 120 hộ trong khu phố ký cam kết không lấn chiếm vỉa hè và kiểm tra lại hằng tháng",
        "tuyên truyền, vận động, nếp sống văn minh, văn minh đô thị, khu phố, nhân dân",
    ),
    (
        "Tổ chức 4 buổi ra quân thu gom rác tại hai tuyến đường của khu dân cư, mỗi quý một buổi, có 30 người tham gia",
        "môi trường, ra quân, đoàn viên, thanh niên, vệ sinh",
    ),
    (
        "Chuẩn bị và chủ trì 4 buổi sinh hoạt chuyên đề của chi bộ, mỗi buổi có kết luận bằng văn bản",
        "sinh hoạt chi bộ, chất lượng sinh hoạt, chuyên đề, chi bộ",
    ),
    (
        "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công, xong trước 31/10",
        "chuyển đổi số, kỹ năng số, dịch vụ công, công nghệ, số hóa",
    ),
    (
        "Kiểm tra việc thực hiện chương trình hành động của 5 đảng viên, có biên bản và thông báo kết quả",
        "kiểm tra, giám sát, kiểm tra giám sát",
    ),
    (
        "Viết 2 bài thu hoạch chuyên đề và trình bày tại sinh hoạt chi bộ trước 30/9",
        "học tập, nghiên cứu, lý luận chính trị, nhận thức, thu hoạch",
    ),
    (
        "Rà soát 12 thủ tục thuộc phần việc được giao, đề xuất rút ngắn thời gian giải quyết ít nhất 3 thủ tục",
        "cải cách hành chính, thủ tục, giải quyết công việc, hiệu quả công tác",
    ),
    (
        "Giúp 5 hộ khó khăn làm hồ sơ vay vốn Ngân hàng Chính sách xã hội và theo dõi việc sử dụng vốn hằng quý",
        "an sinh, hộ nghèo, khó khăn, giảm nghèo, chăm lo đời sống",
    ),
    (
        "Lập sổ theo dõi 24 nhiệm vụ được giao trong năm, hoàn thành từng việc trước hạn ghi trong sổ",
        "nhiệm vụ được giao, chức trách, hoàn thành tốt các nhiệm vụ",
    ),
]


def fill(apps, schema_editor):
    Phrase = apps.get_model("commitments", "Phrase")
    listed = [
        Phrase(kind=kind, text=" ".join(text.split())) for kind, texts in LISTS.items() for text in texts.split(",")
    ]
    examples = [Phrase(kind="example", text=text, cues=cues) for text, cues in EXAMPLES]
    Phrase.objects.bulk_create([*listed, *examples])


def empty(apps, schema_editor):
    apps.get_model("commitments", "Phrase").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_phrases_and_carried_once")]

    operations = [migrations.RunPython(fill, empty)]
