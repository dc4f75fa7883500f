"""CSV files as grids: what parts their cells, what letters they are in, and what is refused with its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.reading.files import comma
from recommendations.reading.files.comma import read_comma
from recommendations.reading.paper import Refused
from recommendations.tables import Column, Table
from recommendations.writing.formulas import as_written, disarmed

CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r") | st.sampled_from("'=+-@\t ,;\"\n＝"),
    max_size=12,
)
PLAIN = (("number", "update"), ("1", "Done"), ("2", "A day, or two"))


def rows_of(data: bytes | str) -> tuple[tuple[str, ...], ...]:
    (grid,) = read_comma(data.encode() if isinstance(data, str) else data)
    assert grid.title == ""
    return grid.rows


def refused(data: bytes | str) -> str:
    with pytest.raises(Refused) as error:
        rows_of(data)
    return str(error.value)


@pytest.mark.parametrize(
    "data",
    [
        b'number,update\n1,Done\n2,"A day, or two"\n',
        b'number,update\r\n1,Done\r\n2,"A day, or two"',
        b'number,update\r1,Done\r2,"A day, or two"\r',
        b"number;update\n1;Done\n2;A day, or two\n",
        b"number\tupdate\n1\tDone\n2\tA day, or two\n",
        b"\xef\xbb\xbfnumber;update\n1;Done\n2;A day, or two",
        "number\tupdate\r\n1\tDone\r\n2\tA day, or two\r\n".encode("utf-16"),
        b"\xfe\xff" + "number\tupdate\n1\tDone\n2\tA day, or two\n".encode("utf-16-be"),
        b'"number","update",,\n"1","Done",,\n"2","A day, or two", ,\n\n\n',
    ],
)
def test_the_same_rows_are_read_whatever_parts_them(data: bytes) -> None:
    assert rows_of(data) == PLAIN


def test_letters_of_windows_are_read() -> None:
    assert rows_of("name;note\ncafé;“so” – £5".encode("cp1252")) == (("name", "note"), ("café", "“so” – £5"))


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    rows = rows_of('Our list\n\nnumber,"what\nwas done"\n,,\n1,"a ""b""\n\nc"\n')
    assert rows == (("Our list",), (), ("number", "what\nwas done"), (), ("1", 'a "b"\n\nc'))


def test_a_file_may_say_what_parts_its_cells() -> None:
    assert rows_of("sep=;\na,b;c\n1,2;3\n") == ((), ("a,b", "c"), ("1,2", "3"))


def test_what_parts_cells_is_what_most_lines_agree_on() -> None:
    assert rows_of("1;First, second, third\n2;One\n3;a, b\n")[0] == ("1", "First, second, third")
    assert rows_of('1,"a;b;c"\n2,"d;e"\n')[0] == ("1", "a;b;c")
    assert rows_of("Only one column\nof texts\n") == (("Only one column",), ("of texts",))


@settings(max_examples=100)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4), st.sampled_from(",;\t"))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    written = [["number", "update"], *rows]
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([[disarmed(cell) for cell in row] for row in written])
    read = rows_of(f"sep={delimiter}\n{out.getvalue()}")[1:]
    for row, found in zip(written, [*read, *[()] * (len(written) - len(read))], strict=True):
        while row and not row[-1].strip():
            row.pop()
        assert tuple(row) == found


@given(CELLS)
def test_a_text_that_is_disarmed_comes_back(text: str) -> None:
    assert as_written(disarmed(text)) == text
    assert not disarmed(text).lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u200b=1", "＝1", "　＋1",
     "\x01=1", "\ufeff@A1", "'=1", "' =1", "\tname", "\nname"],
)  # fmt: skip
def test_what_a_spreadsheet_could_run_has_an_apostrophe_before_it(text: str) -> None:
    assert disarmed(text) == f"'{text}"
    assert as_written(disarmed(text)) == text


@pytest.mark.parametrize("text", ["", "a=1", "'a", "''", "–5", "1-2", " a", "'tis = so"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert disarmed(text) == as_written(text) == text


def test_a_table_of_ours_is_read_back() -> None:
    texts = ["=1+1", "'=1", "a,b", 'say "so"', "- one\n- two", "12"]
    table = Table(
        "t", "T", [Column("number", "No.", lambda n: n), Column("text", "Text", texts.__getitem__)], range(6)
    )
    assert rows_of(table.csv()) == (("number", "text"), *((str(n), text) for n, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"a,b\n1,2\x003", "line 2: the file is not text, it holds a NUL byte."),
        ("a,b\n1,\0".encode("utf-16"), "line 2: the file is not text"),
        (b"\x89PNG\r\n\x1a\n\x01\x02", "line 2: the file is not text"),
        (b"a,b\n\n1,\x81", "line 3: the file is not text in UTF-8 or Windows-1252."),
        (b"a,b\n1,caf\xe9 \x02", "line 2: the file is not text in UTF-8 or Windows-1252."),
        (b"\xff\xfea", "line 1: the file is not text"),
        (b'a,b\n1,"x\ny"\n2,"never\nclosed,\n3,4\n', "line 4: the quote that opens there is never closed."),
        (b'a,b\n1,"x"y\n', "line 2: the quoted cell that begins there ends on line 2 and is followed by “y”"),
        (b'a,b\n1,"x\n2,"y"\n', "line 2: the quoted cell that begins there ends on line 3"),
        (b"a,b\n" + b"," * 200 + b"x\n", "line 2: there is more than is read: at most 20,000 rows and 200"),
        (b"a,b\n" + b"1,2\n" * 20_000, "line 20001: there is more than is read"),
        (b"a,b\n" + (b"1," * 200 + b"\n") * 2_001, "line 2001: there is more than is read"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_line(data: bytes, sentence: str) -> None:
    assert refused(data).startswith(sentence)


def test_a_file_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comma, "MOST_CHARACTERS", 9)
    assert rows_of("a,b\n1,2\n3")[2] == ("3",)
    assert refused("a,b\n1,2\n3,").startswith("The file is too long")


def test_blank_rows_and_cells_beyond_the_limits_are_no_reason_to_refuse() -> None:
    assert len(rows_of("a,b\n" + "," * 300 + "\n" + "\n" * 30_000)) == 1


@settings(max_examples=100)
@given(st.binary(max_size=40) | CELLS.map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        rows = rows_of(data)
    except Refused as error:
        said = str(error)
    else:
        said = (
            "." if not any(row and not row[-1].strip() for row in rows) else "a row ends with an empty cell"
        )
    assert said.endswith(".")
