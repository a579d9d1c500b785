#!/usr/bin/env python3
"""Writes theme/print/fonts/: the fonts that printed briefings are set in, and their licences.

    npm pack source-serif@4.5.1 source-sans@3.52.0 source-code-pro@2.42.0 @expo-google-fonts/noto-sans-sc@0.4.3
    for f in *.tgz; do mkdir -p "unpacked/$f" && tar xzf "$f" -C "unpacked/$f"; done
    pip install fonttools
    python3 tools/print_fonts.py unpacked

All are under the SIL Open Font License 1.1. "Source" is a reserved name, which a changed font may not bear: the
Source fonts are the files of their makers, byte for byte. Noto Sans SC has no reserved name and is cut down to the
characters of the first level of GB 2312, some 3,800, with the punctuation of Chinese text.
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset

OUT = Path(__file__).parent.parent / "theme" / "print" / "fonts"

WHOLE = {
    "source-serif": ["SourceSerif4-Regular", "SourceSerif4-It", "SourceSerif4-Semibold", "SourceSerif4-SemiboldIt"],
    "source-sans": ["SourceSans3-Regular", "SourceSans3-It", "SourceSans3-Semibold"],
    "source-code-pro": ["SourceCodePro-Regular"],
}

# Punctuation, full-width forms, the yuan sign, and what Western fonts have too but set too narrow beside characters.
PUNCTUATION = [*range(0x3000, 0x3012), *range(0xFF01, 0xFF5F), 0xFFE5, 0xB7, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026]


def level_one():
    """Rows 16 to 55 of GB 2312."""
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                pass


def cut(source, target):
    options = subset.Options()
    options.layout_features = ["kern", "locl", "ccmp"]
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.name_languages = [0x409]
    options.notdef_outline = True
    # A stamp of the hour would make each run differ.
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*level_one(), *PUNCTUATION])
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def find(root, name):
    found = sorted(Path(root).rglob(name))
    if not found:
        sys.exit(f"{name} is not below {root}")
    return found[0]


def main(root):
    OUT.mkdir(parents=True, exist_ok=True)
    for package, faces in WHOLE.items():
        fonts = [find(root, f"{face}.otf") for face in faces]
        for font in fonts:
            shutil.copyfile(font, OUT / font.name)
        shutil.copyfile(find(fonts[0].parent.parent, "LICENSE.md"), OUT / f"OFL-{package}.txt")
    noto = find(root, "NotoSansSC_400Regular.ttf")
    cut(noto, OUT / "NotoSansSC-Regular.ttf")
    shutil.copyfile(find(noto.parent.parent, "LICENSE_FONT"), OUT / "OFL-noto-sans-sc.txt")


main(sys.argv[1])
