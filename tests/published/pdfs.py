"""Every PDF of a built site: sound for qpdf, tagged, with a title and a language, and with every bound figure of its page.

    python3 pdfs.py SITE        needs qpdf and poppler's pdfinfo and pdftotext
"""

import html
import re
import subprocess
import sys
from pathlib import Path

FIGURE = re.compile(r'<a class="figure"[^>]*>(.*?)</a>', re.S)
TAG = re.compile(r"<[^>]*>")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def bare(text):
    """Without white space, which lines on paper break and narrow as they need."""
    return re.sub(r"\s+", "", text)


def faults(pdf):
    page = (pdf.parent / "index.html").read_text(encoding="utf-8")
    subprocess.run(["qpdf", "--check", pdf], check=True, capture_output=True)
    info = run("pdfinfo", pdf)
    for wanted in (r"^Title: +\S", r"^Tagged: +yes"):
        if not re.search(wanted, info, re.M):
            yield f"pdfinfo says nothing like {wanted}"
    paper = bare(run("pdftotext", "-layout", pdf, "-")) + bare(run("pdftotext", pdf, "-"))
    figures = {html.unescape(TAG.sub("", found)) for found in FIGURE.findall(page)}
    if not figures:
        yield "its page has no bound figure"
    for figure in sorted(figures):
        if bare(figure) not in paper:
            yield f"“{figure}” stands on the page and not in the PDF"


def main(site):
    pdfs = sorted(Path(site).rglob("*.pdf"))
    wrong = [f"{pdf.relative_to(site)}: {fault}" for pdf in pdfs for fault in faults(pdf)]
    print("\n".join(wrong) or f"{len(pdfs)} PDFs hold")
    return 1 if wrong or not pdfs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
