"""The committee of an organisation, by its name: who acts, decides and signs is the committee, or the cell itself."""

_COMMITTEES = {  # domain reference, 5.2 and 9; the longer beginnings first
    "Đảng bộ tỉnh": "Tỉnh ủy",
    "Đảng bộ thành phố": "Thành ủy",
    "Đảng bộ huyện": "Huyện ủy",
    "Đảng bộ": "Đảng ủy",
}


def committee(name):
    """Return the committee of an organisation by its name: "Đảng bộ phường X" has "Đảng ủy phường X"; a cell itself."""
    begun = next((start for start in _COMMITTEES if name.startswith(start)), "")
    return _COMMITTEES[begun] + name.removeprefix(begun) if begun else name
