"""Document types and their abbreviations (domain reference, 7.2). QĐ stands for two types; QĐi is an older form."""

from django.db import migrations

TYPES = [
    ("Nghị quyết", ["NQ"]),
    ("Chỉ thị", ["CT"]),
    ("Kết luận", ["KL"]),
    ("Quyết định", ["QĐ"]),
    ("Quy định", ["QĐ", "QĐi"]),
    ("Quy chế", ["QC"]),
    ("Hướng dẫn", ["HD"]),
    ("Thông tri", ["TTh"]),
    ("Kế hoạch", ["KH"]),
    ("Chương trình", ["CTr", "CTHĐ"]),
    ("Đề án", ["ĐA"]),
    ("Phương án", ["PA"]),
    ("Báo cáo", ["BC"]),
    ("Thông báo", ["TB"]),
    ("Tờ trình", ["TTr"]),
    ("Công văn", ["CV"]),
    ("Biên bản", ["BB"]),
    ("Bản sao", ["BS"]),
    ("Nghị định", ["NĐ"]),
    ("Luật", []),
]


def fill(apps, schema_editor):
    DocType = apps.get_model("resolutions", "DocType")
    DocType.objects.bulk_create(DocType(name=name, abbreviations=abbreviations) for name, abbreviations in TYPES)


def empty(apps, schema_editor):
    apps.get_model("resolutions", "DocType").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("resolutions", "0001_initial")]

    operations = [migrations.RunPython(fill, empty)]
