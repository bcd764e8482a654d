"""Make ``csmodels-cjk-subset.otf``: the Chinese glyphs that csmodels figures need, about 1 MB.

Run by hand, when a display string or a codebook uses a character the font does not have yet (a test says
so)::

    python csmodels/plots/fonts/make_subset.py

It needs fontTools (it comes with matplotlib) and Debian's package ``fonts-noto-cjk``, or another path to the
same collection as the first argument. The output is the same, byte for byte, for the same source and
characters.

The source is under the SIL Open Font License 1.1, and so is the subset (``OFL.txt``). It carries a name of
its own, because "Noto" is a trademark.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED_CHINESE = "Noto Sans CJK SC"
FAMILY = "csmodels CJK"
TARGET = HERE / "csmodels-cjk-subset.otf"
# Seconds since 1904, the epoch of the font format: the first day of 2022. Fixed, so that bytes are
# reproducible.
MODIFIED = 3_723_840_000


def level_one_hanzi() -> set[str]:
    """Return the 3,755 characters of GB 2312 level 1: those of everyday written Chinese."""
    characters = set()
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                characters.add(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue  # the last five cells of row 55 are empty
    return characters


def signs() -> set[str]:
    """Return ASCII, CJK punctuation and full-width forms."""
    ranges = [(0x20, 0x7F), (0x3000, 0x3020), (0xFF01, 0xFF5F), (0xFFE0, 0xFFE7)]
    return {chr(code) for first, end in ranges for code in range(first, end)} | set("·×÷±°²—–‘’“”…‰′″℃→←↑↓")


def project_characters(root: Path) -> set[str]:
    """Return every character of the package's sources and of the codebooks."""
    files = [*sorted((root / "csmodels").rglob("*.py")), *sorted((root / "datasets").glob("*_codebook.csv"))]
    text = "".join(path.read_text(encoding="utf-8-sig") for path in files)
    return {character for character in text if character.isprintable()}


def main(source: Path = SOURCE) -> None:
    """Write the subset beside this file and say what it holds."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    wanted = level_one_hanzi() | signs() | project_characters(HERE.parents[2])
    collection = TTCollection(source, lazy=True)
    font = next(face for face in collection.fonts if face["name"].getDebugName(4) == SIMPLIFIED_CHINESE)

    options = subset.Options()
    options.layout_features = []  # no kerning, no vertical writing: matplotlib uses neither here
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes={ord(character) for character in wanted})
    subsetter.subset(font)

    rename(font)
    font["head"].modified = MODIFIED
    font.recalcTimestamp = False
    font.save(TARGET)
    has = set(font.getBestCmap())
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {len(has):,} characters")
    # What is left over is no Chinese: mathematical signs that the first font of the family draws.
    print("not in the source:", " ".join(sorted(c for c in wanted if ord(c) not in has)) or "none")


def rename(font: object) -> None:
    """Give the font its own name and keep copyright, designers and licence."""
    names = font["name"]  # type: ignore[index]
    own = {
        1: FAMILY,
        2: "Regular",
        3: "csmodels-cjk-subset",
        4: FAMILY,
        5: "Version 2.004; subset of the Simplified Chinese face",
        6: "csmodelsCJK-Regular",
    }
    kept = {0, 8, 9, 10, 13, 14}
    names.names = [record for record in names.names if record.langID == 1033 and record.nameID in kept]
    for number, value in own.items():
        names.setName(value, number, 3, 1, 0x409)
    table = font["CFF "].cff  # type: ignore[index]
    table.fontNames = [own[6]]
    top = table[0]
    top.FamilyName, top.FullName = FAMILY, FAMILY
    if hasattr(top, "Notice"):
        del top.rawDict["Notice"]
        del top.Notice
    for part in top.FDArray:
        part.FontName = part.FontName.replace("NotoSansCJKjp-Regular", own[6])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE)
