"""Made-up Vietnamese names in about the shares that lists have, two-letter given names (An, Hà, Vũ) included."""

from itertools import accumulate

# Family names with their share in a thousand people.
FAMILY = {
    "Nguyễn": 315, "Trần": 109, "Lê": 105, "Phạm": 66, "Hoàng": 46, "Vũ": 30, "Bùi": 27, "Phan": 25, "Trương": 23,
    "Đỗ": 22, "Đặng": 21, "Ngô": 17, "Trịnh": 16, "Hà": 15, "Lương": 14, "Mai": 13, "Dương": 13, "Hồ": 12, "Đinh": 11,
    "Cao": 10, "Đào": 10, "Lưu": 9, "Võ": 9, "Đoàn": 8, "Quách": 7, "Tạ": 6, "Lâm": 6, "Phùng": 5, "Tô": 4, "Thái": 4,
    "Kiều": 3, "Vi": 3, "Bạch": 2, "Nghiêm": 2, "Ân": 1, "Khương": 1,
}  # fmt: skip

MIDDLE = {
    "male": {
        "Văn": 310, "Đình": 70, "Hữu": 60, "Xuân": 55, "Quang": 50, "Đức": 50, "Ngọc": 40, "Minh": 40, "Trọng": 35,
        "Công": 35, "Thanh": 30, "Bá": 25, "Duy": 25, "Viết": 20, "Mạnh": 20, "Anh": 15, "Thế": 15, "Hồng": 15,
        "Văn Minh": 5, "Trần Quang": 4, "Sỹ": 8, "": 20,
    },
    "female": {
        "Thị": 380, "Thị Thu": 50, "Thị Ngọc": 40, "Thị Minh": 35, "Thị Bích": 30, "Thị Kim": 30, "Thị Hồng": 40,
        "Thị Thanh": 45, "Ngọc": 30, "Thu": 30, "Bích": 15, "Kim": 20, "Thanh": 25, "Minh": 20, "Phương": 15,
        "Hoàng": 12, "Khánh": 10, "Diệu": 8, "Lê Thu": 4, "": 20,
    },
}  # fmt: skip

GIVEN = {
    "male": {
        "Hùng": 40, "Dũng": 36, "Tuấn": 36, "Cường": 30, "Thắng": 28, "Hải": 26, "Nam": 26, "Minh": 26, "Sơn": 24,
        "Long": 22, "An": 20, "Hà": 14, "Vũ": 14, "Bình": 22, "Đức": 20, "Trung": 20, "Thành": 24, "Quân": 18,
        "Hiếu": 18, "Hòa": 18, "Khánh": 12, "Tùng": 16, "Việt": 14, "Kiên": 14, "Phong": 12, "Tâm": 12, "Toàn": 14,
        "Tú": 12, "Quý": 12, "Chiến": 12, "Huy": 16, "Lâm": 12, "Khoa": 8, "Phúc": 12, "Lợi": 10, "Thịnh": 10,
        "Ân": 4, "Tý": 3, "Bảo": 10, "Đạt": 12, "Giang": 10, "Hậu": 8, "Khải": 8, "Luân": 6, "Nghĩa": 10, "Ninh": 6,
        "Quyết": 8, "Sang": 6, "Thuận": 10, "Tiến": 14, "Vinh": 12, "Vỹ": 3, "Y": 1, "Ý": 2, "Đông": 8, "Đăng": 6,
    },
    "female": {
        "Hương": 36, "Hà": 32, "Lan": 28, "Hằng": 26, "Thủy": 28, "Hoa": 26, "Nga": 22, "Mai": 22, "Linh": 24,
        "Hạnh": 22, "Phương": 24, "Thu": 18, "Loan": 16, "Yến": 16, "Trang": 22, "Dung": 20, "Huyền": 20, "Anh": 26,
        "An": 12, "Vân": 20, "Hiền": 22, "Liên": 16, "Oanh": 14, "Ngân": 14, "Nhung": 16, "Thảo": 20, "Tâm": 12,
        "Tuyết": 14, "Xuân": 10, "Bình": 10, "Hòa": 14, "Hồng": 18, "Nguyệt": 12, "Quyên": 10, "Thanh": 16,
        "Thúy": 14, "Trâm": 8, "Vui": 4, "Ngà": 8, "Ngọc": 12, "Chi": 10, "Cúc": 8, "Diệp": 6, "Giang": 10, "Hoài": 10,
        "Khuyên": 4, "Lý": 8, "Minh": 12, "Mến": 4, "Nhàn": 6, "Ân": 3, "Vũ": 2, "Ý": 3, "Đào": 6, "Uyên": 6, "Châu": 8,
    },
}  # fmt: skip


class Names:
    """Draws names with ``dice`` (a ``random.Random``): the same dice, the same names."""

    def __init__(self, dice):
        self._dice = dice
        self._family = _weighted(FAMILY)
        self._middle = {sex: _weighted(shares) for sex, shares in MIDDLE.items()}
        self._given = {sex: _weighted(shares) for sex, shares in GIVEN.items()}

    def draw(self, sex):
        """Return a full name for ``sex`` ("male" or "female")."""
        parts = (self._one(self._family), self._one(self._middle[sex]), self._one(self._given[sex]))
        return " ".join(part for part in parts if part)

    def _one(self, weighted):
        words, up_to = weighted
        return self._dice.choices(words, cum_weights=up_to)[0]


def _weighted(shares):
    return list(shares), list(accumulate(shares.values()))
