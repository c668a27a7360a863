"""Who reports to whom: letterhead, addressee, signature and recipients of a unit's report.

A committee reports to the standing committee of its superior; in the topmost unit its personnel office reports to the
standing committee itself. It is a proposal for the office to finish. Source: domain reference, sections 3 and 9 [P].
"""

from dataclasses import dataclass

from portal.directory.committees import committee
from portal.lib.dates import in_prose
from portal.printing import paper

DRAFT_MARK = "DỰ THẢO"
OFFICE = "Ban Tổ chức"


@dataclass(frozen=True)
class Issuer:
    """Who issues the report of ``unit`` (its type and superior loaded) on a local day."""

    unit: object

    @property
    def is_top(self):
        return self.unit.parent_id is None

    @property
    def name(self):
        """Return who reports, as it stands in a sentence: "Đảng ủy phường Hạc Thành"."""
        return f"{OFFICE} {committee(self.unit.name)}" if self.is_top else committee(self.unit.name)

    @property
    def addressee(self):
        above = self.unit if self.is_top else self.unit.parent
        return f"Ban Thường vụ {committee(above.name)}"

    def letterhead(self, day):
        superior, body = (self.unit.name, OFFICE) if self.is_top else (self.unit.parent.name, self.name)
        place = self.unit.place_on_papers
        return paper.Letterhead(
            superior=superior.upper(),
            body=body.upper(),
            place_and_date=", ".join(filter(None, [place, in_prose(day)])),
            number=f"Số …-BC/{self._sign}",
        )

    @property
    def _sign(self):
        if self.is_top:
            return "BTCTU"
        return "CB" if self.unit.is_cell else "ĐU"

    def signatures(self):
        authority = "" if self.is_top else "T/M CHI BỘ" if self.unit.is_cell else "T/M BAN THƯỜNG VỤ"
        position = "TRƯỞNG BAN" if self.is_top else "BÍ THƯ"
        recipients = [f"- {self.addressee} (để báo cáo),", f"- Lưu {self.name}."]
        return paper.Signatures([paper.Signature(authority, position)], recipients)
