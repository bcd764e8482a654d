"""Survey files of every kind, and files that are wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from csmodels.errors import DataError, FileError, MissingDependencyError, SpecificationError
from csmodels.survey import Questionnaire, Scale, read_answers, read_survey

TABLE = pd.DataFrame(
    {"编号": ["001", "002", "003"], "满意度": [8.0, 98.0, np.nan], "酒店": ["甲", "乙", "甲"]}
)
BOOK = pd.DataFrame(
    {
        "item": ["编号", "满意度", "酒店"],
        "role": ["key", "rating", "choice"],
        "low": ["", "1", ""],
        "high": ["", "10", ""],
        "special_zh": ["", "98=不知道", ""],
    }
)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_every_table_format_reads_alike(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"问卷{suffix}"
    if suffix == ".xlsx":
        pytest.importorskip("openpyxl")
        TABLE.to_excel(path, index=False)
    elif suffix == ".parquet":
        pytest.importorskip("pyarrow")
        TABLE.to_parquet(path, index=False)
    else:
        TABLE.to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ",")
    data = read_survey(path, codebook=BOOK)
    assert (data.name, data.source) == ("问卷", f"问卷{suffix}")
    assert data.raw["编号"].tolist() == ["001", "002", "003"]
    assert data.status["满意度"].tolist() == ["answered", "special", "missing"]
    assert data.frame["酒店"].tolist() == ["甲", "乙", "甲"]


def test_the_codebook_beside_the_file_is_used(tmp_path: Path) -> None:
    path = tmp_path / "guests.csv"
    TABLE.to_csv(path, index=False)
    assert read_survey(path).questionnaire is None
    BOOK.to_csv(tmp_path / "guests_codebook.csv", index=False)
    assert read_survey(str(path)).questionnaire == Questionnaire.from_codebook(BOOK)
    named = read_survey(path, codebook=tmp_path / "guests_codebook.csv", weights=None)
    assert named.questionnaire == Questionnaire.from_codebook(BOOK)
    ready = Questionnaire.from_codebook(BOOK).select(["满意度"])
    assert read_survey(path, codebook=ready).questionnaire == ready


def test_keys_stay_numbers_when_nothing_is_lost(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,other\n12,007\n13,008\n")
    book = pd.DataFrame({"item": ["id"], "role": ["key"]})
    data = read_survey(path, codebook=book)
    assert data.raw["id"].tolist() == [12, 13]
    assert read_survey(path, codebook=book.assign(item="other")).raw["other"].tolist() == ["007", "008"]


def test_only_an_empty_cell_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "q,country\n7,NA\nNA,\n9,None\n")
    data = read_survey(path)
    assert data.raw["country"].dropna().tolist() == ["NA", "None"]
    where = "'NA' in the row labelled 1"
    with pytest.raises(
        DataError, match=rf"^'a\.csv': Column 'q' holds text where ratings are needed: {where}.*na_values"
    ):
        read_answers(data, ["q"])
    assert read_survey(path, na_values=["NA"]).raw["q"].tolist()[::2] == [7, 9]


def test_encodings(tmp_path: Path) -> None:
    text = "q,满意\n1,好\n2,差\n"
    path = write(tmp_path / "a.csv", text.encode("gb18030"))
    with pytest.raises(
        FileError, match=r"'a\.csv' is not UTF-8: byte 2 \(line 1\) is 0xc2.*encoding=\"gb18030\""
    ):
        read_survey(path)
    assert read_survey(path, encoding="gb18030").raw["满意"].tolist() == ["好", "差"]
    write(path, text.encode("utf-8-sig"))
    assert read_survey(path).raw.columns.tolist() == ["q", "满意"]
    write(path, text.encode("utf-8-sig") + b"3,\xff\n")
    position = len(text.encode("utf-8-sig")) + 2
    with pytest.raises(FileError, match=rf"byte {position} \(line 4\) is 0xff"):
        read_survey(path)
    with pytest.raises(FileError, match=r"is not gb18030.*Save the file as UTF-8"):
        read_survey(path, encoding="gb18030")
    write(path, text.encode("utf-16"))
    with pytest.raises(FileError, match='encoding="utf-16"'):
        read_survey(path)
    assert read_survey(path, encoding="utf-16").raw["满意"].tolist() == ["好", "差"]
    with pytest.raises(FileError, match="no encoding 'gbb'"):
        read_survey(path, encoding="gbb")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"is empty \(0 bytes\)"),
        ("\n \n", "is empty"),
        ("a,b\n", "2 columns but no rows"),
        (",q\n0,1\n", r"'bad\.csv': column 1 has no name in the header.*index=False"),
        ("a, ,b,\n1,2,3,\n", "columns 2, 4 have no name in the header"),
        ("a,b,a\n1,2,3\n", r"column names stand twice: 'a' \(columns 1, 3\)"),
        ("a,b\n1,2\n1,2,3\n\n4\n", r"names 2 columns, but .*: line 3 \(3\), line 5 \(1\)"),
        ("a;b\n1;2\n", "read with sep=';'"),
        ('a,b\n1,"' + "x" * 140_000 + "\n2,3\n", "line 2: field larger than .* left open"),
        ('a,b\n1,"x\n2,y\n', "line 3: unexpected end of data"),
    ],
)
def test_text_files_that_are_no_table(tmp_path: Path, content: str, message: str) -> None:
    path = write(tmp_path / "bad.csv", content)
    with pytest.raises(FileError, match=message):
        read_survey(path)


def test_separators(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'a;b\n1;"x;y"\n2;z\n')
    assert read_survey(path, sep=";").raw["b"].tolist() == ["x;y", "z"]
    single = write(tmp_path / "one.csv", "q\n1\n2\n")
    assert read_survey(single).raw["q"].tolist() == [1, 2]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    write(tmp_path / "hotel_guests.csv", "a\n1\n")
    with pytest.raises(
        FileError, match=r"no file 'hotel_guest\.csv' in folder .* Did you mean 'hotel_guests\.csv'"
    ):
        read_survey(tmp_path / "hotel_guest.csv")
    with pytest.raises(FileError, match="no folder 'nowhere'"):
        read_survey(tmp_path / "nowhere" / "a.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(
        FileError, match=r"'folder\.csv' is a folder, not a survey file, and there is none in"
    ):
        read_survey(tmp_path / "folder.csv")
    with pytest.raises(FileError, match=r"unknown kind of file '\.xls'; known are \.csv, .*as \.xlsx"):
        read_survey(tmp_path / "a.xls")
    with pytest.raises(FileError, match=r"unknown kind of file '\.txt'"):
        read_survey(tmp_path / "a.txt")
    with pytest.raises(FileError, match="'guests': a name without a kind of file; known are"):
        read_survey(tmp_path / "guests")


def test_folders_and_other_things_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "wave 2"
    folder.mkdir()
    for name in ("b.csv", "a.sav", "b_codebook.csv", "notes.txt"):
        write(folder / name, "x")
    monkeypatch.chdir(folder)
    for path in (folder, ".", f"{folder}/"):
        with pytest.raises(
            FileError, match=r"^'wave 2' is a folder.*; name a file in it: 'a\.sav', 'b\.csv'\.$"
        ):
            read_survey(path)
    for thing, message in (
        (None, "got None"),
        ("", "got ''"),
        (3, "got 3"),
        ([folder], "not a list"),
        (TABLE, "not a DataFrame"),
    ):
        with pytest.raises(SpecificationError, match=f"takes the path of a survey file.*{message}"):
            read_survey(thing)  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", [".xlsx", ".sav", ".dta", ".parquet"])
def test_broken_binary_files_are_named(tmp_path: Path, suffix: str) -> None:
    for package in ("openpyxl", "pyreadstat", "pyarrow"):
        pytest.importorskip(package)
    with pytest.raises(FileError, match=rf"'bad\{suffix}'") as caught:
        read_survey(write(tmp_path / f"bad{suffix}", "no such thing"))
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_only_texts_that_cannot_be_decoded_get_a_hint_at_the_encoding(tmp_path: Path, kind: str) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    whole = tmp_path / f"whole.{kind}"
    getattr(pyreadstat, f"write_{kind}")(pd.DataFrame({"a": ["好", "坏"]}), str(whole))
    content = whole.read_bytes()
    for damaged in (content[: len(content) // 2], b"nothing of the kind"):
        with pytest.raises(FileError, match=rf"'a\.{kind}' cannot be read.*may be damaged") as caught:
            read_survey(write(tmp_path / f"a.{kind}", damaged))
        assert "encoding" not in str(caught.value)
    foreign = write(tmp_path / f"b.{kind}", content.replace("好".encode(), b"\xba\xc3\xff"))
    with pytest.raises(FileError, match=r'try encoding="gb18030"'):
        read_survey(foreign)
    with pytest.raises(FileError, match="cannot be in encoding='utf-16'; leave it out"):
        read_survey(whole, encoding="utf-16")
    for encoding in ("gbb", "ascii"):
        with pytest.raises(FileError, match=f"It was read with encoding='{encoding}'; leave that out"):
            read_survey(whole, encoding=encoding)


@pytest.mark.parametrize(
    ("suffix", "package", "extra"),
    [(".xlsx", "openpyxl", "excel"), (".sav", "pyreadstat", "spss"), (".parquet", "pyarrow", "parquet")],
)
def test_absent_packages_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingDependencyError, match=rf'pip install "csmodels\[{extra}\]"'):
        read_survey(write(tmp_path / f"a{suffix}", "x"))


def test_sheets(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as writer:
        TABLE.to_excel(writer, sheet_name="答卷", index=False)
        TABLE.iloc[:0].to_excel(writer, sheet_name="empty", index=False)
        pd.DataFrame([["a", "a"], [1, 2]]).to_excel(writer, sheet_name="twice", index=False, header=False)
        pd.DataFrame().to_excel(writer, sheet_name="nothing", index=False)
        TABLE.to_excel(writer, sheet_name="indexed")
        pd.DataFrame([["a", None], [1, 2]]).to_excel(writer, sheet_name="wider", index=False, header=False)
    assert len(read_survey(path, sheet="答卷")) == 3
    assert len(read_survey(path, sheet=0)) == 3
    for sheet, message in (
        (None, "has 6 sheets; say which one: sheet= one of '答卷', 'empty'"),
        ("答案", "no sheet '答案'.*Its sheets"),
        (7, "no sheet number 7"),
        ("empty", "no rows"),
        ("twice", "sheet 'twice': column names stand twice: 'a'"),
        ("nothing", "sheet 'nothing' is empty"),
        ("indexed", "sheet 'indexed': column 1 has no name in the header"),
        ("wider", "sheet 'wider': column 2 has no name in the header"),
    ):
        with pytest.raises(FileError, match=message):
            read_survey(path, sheet=sheet)


def test_data_that_do_not_fit_name_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "满意\n1\n2\n")
    with pytest.raises(DataError, match=r"'a\.csv': The data lack '编号', '满意度', '酒店'"):
        read_survey(path, codebook=BOOK)
    with pytest.raises(DataError, match=r"'a\.csv': The data have no column 'w', which weights= names"):
        read_survey(path, weights="w")
    with pytest.raises(SpecificationError, match="has no column 'item'"):
        read_survey(path, codebook=pd.DataFrame({"x": []}))


@pytest.fixture(params=[".sav", ".zsav"])
def spss(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame(
        {
            "满意度": [1, 5, 99, None],
            "sex": [1, 2, 1, 2],
            "why": ["好", "", "x", "-"],
            "age": [20.0, 30, 95, 98],
            "spend": [1.5, 2.5, 3.5, 4.5],
        }
    )
    path = tmp_path / f"guests{request.param}"
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label="Guests 2024",
        compress=request.param == ".zsav",
        column_labels=["您满意吗？", "sex of guest", None, "age", None],
        variable_value_labels={"满意度": {1: "不满意", 5: "满意", 99: "拒答"}, "sex": {1: "m", 2: "f"}},
        missing_ranges={"满意度": [99], "age": [{"lo": 90, "hi": 99}], "why": ["-"]},
        variable_measure={"满意度": "ordinal", "sex": "nominal", "age": "scale", "spend": "scale"},
    )
    return path


def test_spss_labels_and_missing_codes_are_kept(spss: Path) -> None:
    data = read_survey(spss, lang="zh")
    asked = data.questionnaire
    assert asked is not None
    assert asked.title == {"zh": "Guests 2024"}
    item = asked.item("满意度")
    assert item.wording == {"zh": "您满意吗？"}
    assert item.scale == Scale(labels={1: {"zh": "不满意"}, 5: {"zh": "满意"}}, special={99: {"zh": "拒答"}})
    assert [asked.item(name).role for name in asked.names] == [
        "rating",
        "choice",
        "choice",
        "number",
        "number",
    ]
    assert data.status["满意度"].tolist() == ["answered", "answered", "special", "missing"]
    assert data.scale("满意度") == (1, 5)
    assert data.raw["满意度"].tolist()[:3] == [1, 5, 99]
    age = asked.item("age").scale
    assert age is not None
    assert list(age.special) == [95.0, 98.0]
    assert data.frame["age"].isna().tolist() == [False, False, True, True]
    assert data.status["why"].tolist() == ["answered", "missing", "answered", "special"]


def test_a_codebook_goes_before_the_file(spss: Path) -> None:
    book = pd.DataFrame(
        {"item": ["满意度"], "wording_en": ["Satisfied?"], "low": [1], "high": [5], "construct": "S"}
    )
    asked = read_survey(spss, codebook=book, lang="zh").questionnaire
    assert asked is not None
    item = asked.item("满意度")
    assert item.wording == {"en": "Satisfied?"}
    assert item.scale is not None
    assert item.scale.limits == (1, 5)
    assert item.scale.special == {99.0: {"zh": "拒答"}}
    assert asked.constructs == {"S": ("满意度",)}
    assert "age" in asked


def test_stata_labels_and_missing_codes_are_kept(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "guests.dta"
    frame = pd.DataFrame({"sat": pd.Series([1, 2, "a", 2], dtype=object), "hotel": ["甲", "", "乙", "乙"]})
    pyreadstat.write_dta(
        frame,
        str(path),
        column_labels=["Satisfied?", ""],
        variable_value_labels={"sat": {1: "no", 2: "yes"}},
        missing_user_values={"sat": ["a"]},
        version=15,
    )
    data = read_survey(path)
    assert data.questionnaire is not None
    assert data.questionnaire.wording("sat") == "Satisfied?"
    assert data.questionnaire.item("sat").scale == Scale(labels={1: "no", 2: "yes"}, special=["a"])  # type: ignore[arg-type, dict-item]
    assert data.status["sat"].tolist() == ["answered", "answered", "special", "answered"]
    assert data.status["hotel"].tolist() == ["answered", "missing", "answered", "answered"]
    assert read_answers(data, ["sat"]).values.ravel().tolist() == [1, 2, 2]


def test_dates_are_no_items(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"q": [1.0, 2.0], "day": pd.to_datetime(["2024-01-01", "2024-01-02"])})
    pyreadstat.write_sav(frame, str(path))
    data = read_survey(path)
    assert data.questionnaire is not None
    assert data.questionnaire.names == ("q",)
    assert "day" in data.frame
