"""The runner of the benchmarks: what counts as reached, and how a figure reads."""

import io

import pytest

from tests.bench import Figure, __main__, _bare


@pytest.mark.parametrize(
    ("figure", "ok"),
    [
        (Figure("forms", 80, "forms/s", floor=100, target=0.8), True),
        (Figure("forms", 79, "forms/s", floor=100, target=0.8), False),
        (Figure("page", 0.2, "s", floor=0.1, target=2, less_is_better=True), True),
        (Figure("page", 0.21, "s", floor=0.1, target=2, less_is_better=True), False),
        (Figure("queries", 15, "queries", target=15, less_is_better=True), True),
        (Figure("queries", 16, "queries", target=15, less_is_better=True), False),
        (Figure("size", 10, "kB"), True),
        (Figure("nothing to divide by", 10, "kB", floor=0, target=1), False),
    ],
)
def test_a_figure_is_ok_when_it_reaches_its_target(figure, ok):
    assert figure.is_ok is ok


def test_a_line_reads_name_value_unit_floor_ratio_target_verdict():
    line = Figure("program_pdf", 30, "forms/s", floor=40, target=0.8).line()

    assert line.split() == ["program_pdf", "30", "forms/s", "40", "0.75", "≥", "0.8", "short"]


def test_the_runner_prints_each_figure_and_counts_the_short_ones():
    out = io.StringIO()

    short = __main__.run(["self"], out)

    assert [line.split()[0] for line in out.getvalue().splitlines()] == ["name", "self"]
    assert short in {0, 1}


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(SystemExit, match=r"no benchmark called nix\. There are: .*self"):
        __main__.main(["nix"])


def test_a_size_is_handed_to_the_benchmark(monkeypatch):
    asked = []
    monkeypatch.setattr("tests.bench.self.figures", lambda *size: asked.append(size) or [])

    __main__.run(["self", "self:250000"], io.StringIO())

    assert asked == [(), (250_000,)]


def test_a_bare_page_has_the_shape_of_the_page_it_stands_under():
    page = """<table><tr><th>a</th><td>b</td></tr></table><ul><li>c</li></ul><input type="hidden" name="d">
    <input name="e"><select name="f"><option>g</option></select><link rel="x">"""

    assert _bare.Shape.of(page) == _bare.Shape(rows=1, cells=2, items=1, fields=2, options=1)
    assert _bare.Shape.of(page).beyond(_bare.Shape(fields=1, items=3)) == _bare.Shape(1, 2, 0, 1, 1)
