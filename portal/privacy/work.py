"""Everything about me in one ZIP: a JSON file for each kind of data, and the files that are mine."""

import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from portal.directory.models import Person
from portal.jobs.work import ResultFile, Work
from portal.lib import composed
from portal.lib.dates import today
from portal.lib.policy import ALLOWED, Verdict
from portal.lib.vietnamese import fold

NAME = "privacy.my_data"
# In the language of the papers, whoever reads the portal in which.
READ_FIRST = """Toàn bộ dữ liệu cổng đăng ký cam kết đang lưu về {name}, lập ngày {day:%d/%m/%Y}.

Mỗi tệp .json là một loại dữ liệu, mở được bằng trình soạn thảo văn bản; thư mục tep/ là các tệp của đồng chí.
Không có trong đây: mật khẩu, mã kích hoạt, khóa xác thực bước hai và địa chỉ bí mật của lịch (cổng chỉ lưu dạng băm
hoặc mã hóa), ý kiến đang xem xét chưa công bố, dữ liệu riêng của người khác.
Có chỗ sai hoặc cần hỏi: mục "Dữ liệu của tôi" trên cổng, nút "Gửi yêu cầu".

{parts}
"""


class MyDataWork(Work):
    """Made in one piece: what one person may upload is bounded by a setting."""

    name = NAME

    def title(self, params):
        return _("My data")

    def may(self, person, params):
        return ALLOWED if person.pk == params["person"] else Verdict(_("Everybody takes out their own data only."))

    def plan(self, params):
        return []

    def finish(self, params, parts, result):
        person = Person.objects.get(pk=params["person"])
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
            written = [_write(archive, about) for contribute in composed.about_me for about in contribute(person)]
            words = READ_FIRST.format(name=person, day=today(), parts="\n".join(written))
            archive.writestr("DOC-TRUOC.txt", words)
        return ResultFile(f"du-lieu-cua-toi-{'-'.join(fold(str(person)).split())}.zip", "application/zip")


def _write(archive, about):
    """Write one part and return its line for the list of contents."""
    rows = list(about.rows)
    content = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    archive.writestr(f"{about.name}.json", content)
    for name, file in about.files:
        _write_file(archive, f"tep/{about.name}/{name}", file)
    return f"{about.name}.json: {len(rows)}"


def _write_file(archive, name, file):
    """Copy a stored file block by block; one that is gone is left out."""
    try:
        source = file.open("rb")
    except FileNotFoundError:
        return
    with source, archive.open(name, "w", force_zip64=True) as target:
        for block in source.chunks():
            target.write(block)
