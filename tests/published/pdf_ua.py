"""What a machine can test of PDF/UA-1 (ISO 14289-1, by the conditions of the Matterhorn Protocol 1.1) that `pdfua` does not.

Each test names its condition. What needs eyes (whether an alternative text says what the picture shows, whether the
order of reading is sensible) is not here.
"""

import re

import pikepdf

HEADING = re.compile(r"H([1-6])$")
GROUPS = {"Document", "Part", "Sect", "Div", "Art", "NonStruct"}


def elements(node, above=()):
    """Every structure element below a node, with the tags above it."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid, above
            yield from elements(kid, (*above, str(kid.S)[1:]))


def attributes(element):
    found = element.get("/A", [])
    return [one for one in (found if isinstance(found, pikepdf.Array) else [found]) if isinstance(one, pikepdf.Dictionary)]


def structure(pdf):
    root = pdf.Root.StructTreeRoot
    roles = {str(name)[1:]: str(role)[1:] for name, role in root.get("/RoleMap", {}).items()}
    level = 0
    for element, above in elements(root):
        tag = str(element.S)[1:]
        tag = roles.get(tag, tag)
        heading = HEADING.match(tag)
        if heading:
            # 14-003: numbered headings do not skip a level on the way down.
            if int(heading[1]) > level + 1:
                yield f"14-003: {tag} follows H{level}"
            level = int(heading[1])
        if tag in ("Figure", "Formula") and not (element.get("/Alt") or element.get("/ActualText")):
            yield f"13-004: a {tag} without alternative text"
        if tag == "TH" and not any("/Scope" in one or "/Headers" in one for one in attributes(element)):
            # 15-003: what a header is the header of.
            yield "15-003: a TH without scope"
        # 09-004 to 09-008: tables, lists and contents are built of their own parts.
        for part, parents in (("TR", {"Table", "THead", "TBody", "TFoot"}), ("TH", {"TR"}), ("TD", {"TR"}),
                              ("LI", {"L"}), ("LBody", {"LI"}), ("TOCI", {"TOC"})):
            if tag == part and (not above or above[-1] not in parents):
                yield f"09-004: {tag} in {above[-1] if above else 'nothing'}"
        if tag == "Note" and "/ID" not in element:
            yield "19-003: a Note without an identifier"
    ids = [str(element.ID) for element, _ in elements(root) if str(element.S) == "/Note" and "/ID" in element]
    if len(ids) != len(set(ids)):
        yield "19-004: two Notes with one identifier"


def fonts(pdf):
    for font in pdf.objects:
        if not (isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font"):
            continue
        name, kind = str(font.get("/BaseFont", "?")), font.get("/Subtype")
        if kind == "/Type0":
            # 31-027: every glyph has its text; 31-009: every font is in the file.
            if "/ToUnicode" not in font:
                yield f"31-027: {name} without the text of its glyphs"
            descriptor = font.DescendantFonts[0].get("/FontDescriptor", {})
        elif kind in ("/TrueType", "/Type1"):
            descriptor = font.get("/FontDescriptor", {})
        else:
            continue
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"31-009: {name} is not embedded"


def pages(pdf):
    for number, page in enumerate(pdf.pages, 1):
        annotations = page.get("/Annots", [])
        # 28-009: annotations are reached in the order of the structure.
        if len(annotations) and page.get("/Tabs") != "/S":
            yield f"28-009: page {number} does not tab in the order of its structure"
        for annotation in annotations:
            if annotation.get("/Subtype") == "/Link" and not annotation.get("/Contents"):
                yield f"28-012: a link on page {number} without a description"


def document(pdf, archive):
    metadata = str(pdf.open_metadata())
    if not pdf.Root.get("/Lang"):
        yield "11-006: no language"
    if not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "07-002: the title is not shown"
    if pdf.Root.get("/MarkInfo", {}).get("/Suspects"):
        yield "02-001: tags are under suspicion"
    if not re.search(r"<pdfuaid:part>1<|pdfuaid:part=.1.", metadata):
        yield "06-002: the file does not say that it is PDF/UA-1"
    if archive and not re.search(r"<pdfaid:part>[23]<|pdfaid:part=.[23].", metadata):
        yield "the file does not say that it is PDF/A-2 or 3"
    if archive and not re.search(r"<pdfaid:conformance>A<|pdfaid:conformance=.A.", metadata):
        yield "the file does not say that it is PDF/A at level A"


def faults(path, archive=False):
    """What is wrong with a PDF; `archive` if it is to be PDF/A-2a or 3a too."""
    with pikepdf.open(path) as pdf:
        for test in (structure, fonts, pages):
            yield from test(pdf)
        yield from document(pdf, archive)


def _first(pdf, tag):
    return next(element for element, _ in elements(pdf.Root.StructTreeRoot) if str(element.S) == tag)


def _skip_a_heading(pdf):
    _first(pdf, "/H1").S = pikepdf.Name("/H5")


def _scope(pdf):
    del _first(pdf, "/TH")["/A"]


def _alternative(pdf):
    del _first(pdf, "/Figure")["/Alt"]


def _font(pdf, key):
    font = next(one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Type0")
    if key == "/ToUnicode":
        del font[key]
    else:
        descriptor = font.DescendantFonts[0].FontDescriptor
        for file in ("/FontFile2", "/FontFile3"):
            if file in descriptor:
                del descriptor[file]


def _annotated(pdf):
    return next(page for page in pdf.pages if len(page.get("/Annots", [])))


#: How to break what each condition asks, to see that the test sees it.
BREAKING = {
    "14-003": _skip_a_heading,
    "15-003": _scope,
    "13-004": _alternative,
    "31-027": lambda pdf: _font(pdf, "/ToUnicode"),
    "31-009": lambda pdf: _font(pdf, "/FontFile"),
    "28-009": lambda pdf: _annotated(pdf).obj.__delitem__("/Tabs"),
    "28-012": lambda pdf: _annotated(pdf).Annots[0].__delitem__("/Contents"),
    "11-006": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "07-002": lambda pdf: pdf.Root.ViewerPreferences.__delitem__("/DisplayDocTitle"),
    "06-002": lambda pdf: pdf.Root.__delitem__("/Metadata"),
}


def broken(path, into, breaking):
    """Writes a copy of a PDF in which something is broken."""
    with pikepdf.open(path) as pdf:
        breaking(pdf)
        pdf.save(into)
