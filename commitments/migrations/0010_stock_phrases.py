"""The first formulas that everybody writes: never counted as copied. Editable; collected from published programs [P]."""

from django.db import migrations

STOCK = """
có chữ ký xác nhận
có xác nhận của chi ủy
báo cáo kết quả thực hiện
theo chức năng, nhiệm vụ được giao
hoàn thành tốt nhiệm vụ được giao
gắn với chức trách, nhiệm vụ
đúng thời gian quy định
bảo đảm tiến độ, chất lượng
theo kế hoạch đề ra
theo quy định của Đảng
theo quy định của pháp luật
chủ trương, đường lối của Đảng
chính sách, pháp luật của Nhà nước
học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh
tư tưởng, đạo đức, phong cách Hồ Chí Minh
cán bộ, công chức, viên chức
cán bộ, đảng viên và Nhân dân
cấp ủy, chính quyền
Mặt trận Tổ quốc và các tổ chức chính trị - xã hội
Ban Công tác Mặt trận
Ban Thường vụ Đảng ủy
Ban Chấp hành Đảng bộ
Ủy ban nhân dân
Hội đồng nhân dân
tại sinh hoạt chi bộ
sinh hoạt chuyên đề của chi bộ
chương trình hành động cá nhân
trên địa bàn phường
trên địa bàn xã
trên địa bàn tỉnh
trên địa bàn khu phố
ở khu dân cư
phát triển kinh tế - xã hội
quốc phòng, an ninh
bảo đảm an ninh, trật tự
trật tự, an toàn xã hội
xây dựng nông thôn mới
nếp sống văn minh đô thị
cải cách thủ tục hành chính
giải quyết thủ tục hành chính
Cổng Dịch vụ công quốc gia
chuyển đổi số quốc gia
phòng, chống tham nhũng, lãng phí, tiêu cực
thực hành tiết kiệm, chống lãng phí
xây dựng Đảng và hệ thống chính trị
trong sạch, vững mạnh
nâng cao chất lượng, hiệu quả
vai trò, trách nhiệm nêu gương
tự phê bình và phê bình
những điều đảng viên không được làm
trước ngày 30/9
trong quý I
hằng tháng, hằng quý
"""


def fill(apps, schema_editor):
    Phrase = apps.get_model("commitments", "Phrase")
    Phrase.objects.bulk_create(Phrase(kind="stock", text=line) for line in STOCK.strip().splitlines())


def empty(apps, schema_editor):
    apps.get_model("commitments", "Phrase").objects.filter(kind="stock").delete()


class Migration(migrations.Migration):
    dependencies = [("commitments", "0009_copies")]

    operations = [migrations.RunPython(fill, empty)]
