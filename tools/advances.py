#!/usr/bin/env python3
"""Writes src/chart/advances.rs: the advance widths of Source Sans 3, by which charts measure their text.

    npm pack @fontsource/source-sans-3 && tar xzf fontsource-source-sans-3-*.tgz
    pip install fonttools brotli
    python3 tools/advances.py package > src/chart/advances.rs

Run it again when the bundled font changes. The font's default digits are tabular, so no feature is applied.
"""

import json
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

RANGES = [
    (0x20, 0x7E),      # Basic Latin
    (0xA0, 0x17F),     # Latin-1, Latin Extended-A
    (0x218, 0x21B),    # Romanian comma-below letters
    (0x400, 0x45F),    # Cyrillic
    (0x490, 0x4FF),    # Cyrillic: Ukrainian, Kazakh, Kyrgyz, Tajik, Uzbek
    (0x2010, 0x2030),  # hyphens, dashes, quotation marks, per mille
    (0x2039, 0x203A),  # single guillemets
    (0x20AC, 0x20BD),  # euro to rouble
    (0x2116, 0x2122),  # numero, trade mark
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),  # minus
    (0x2248, 0x2248),  # almost equal
    (0x2260, 0x2265),  # not equal, at most, at least
]
# Spaces that the font lacks, in thousandths of an em: browsers take them from a fallback font or synthesise them.
SPACES = {0x2002: 500, 0x2003: 1000, 0x2007: 497, 0x2009: 200, 0x200A: 100, 0x200B: 0, 0x202F: 200}
SUBSETS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext"]
WEIGHTS = [("REGULAR", 400), ("SEMIBOLD", 600)]


def advances(package: Path, weight: int) -> dict[int, int]:
    table: dict[int, int] = {}
    for subset in SUBSETS:
        font = TTFont(package / "files" / f"source-sans-3-{subset}-{weight}-normal.woff2")
        assert font["head"].unitsPerEm == 1000, "the table is in thousandths of an em"
        for code, glyph in font.getBestCmap().items():
            table.setdefault(code, font["hmtx"][glyph][0])
    return table


def main() -> None:
    package = Path(sys.argv[1])
    version = json.loads((package / "package.json").read_text())["version"]
    print("//! Advance widths of Source Sans 3 in thousandths of an em, by runs of code points.")
    print("//!")
    print(f"//! Written by tools/advances.py from @fontsource/source-sans-3 {version}; not edited by hand.")
    print("//! A zero in a run stands for a character that the font lacks.")
    for name, weight in WEIGHTS:
        table = advances(package, weight)
        print(f"\n/// Weight {weight}: the first code point of each run, and the advances from there on.")
        print("#[rustfmt::skip]")
        print(f"pub(super) const {name}: &[(u32, &[u16])] = &[")
        for first, last in RANGES:
            run = [str(table.get(code, SPACES.get(code, 0))) for code in range(first, last + 1)]
            if not any(int(advance) for advance in run):
                continue
            print(f"    (0x{first:04X}, &[")
            for at in range(0, len(run), 24):
                print("        " + ", ".join(run[at : at + 24]) + ",")
            print("    ]),")
        print("];")
    print("\n/// Spaces that fallback fonts supply, with the advances that browsers give them at most.")
    print("pub(super) const SPACES: &[(u32, u16)] = &[")
    for code, advance in SPACES.items():
        print(f"    (0x{code:04X}, {advance}),")
    print("];")


if __name__ == "__main__":
    main()
