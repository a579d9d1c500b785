"""Every PDF of a built site: sound for qpdf, without a finding of two checkers of PDF/UA-1, and, of a narrative, with every
bound figure of its page.

    python3 pdfs.py SITE        needs qpdf and poppler's pdftotext; pikepdf and pdfua
"""

import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pdf_ua

FIGURE = re.compile(r'<a class="figure"[^>]*>(.*?)</a>', re.S)
TAG = re.compile(r"<[^>]*>")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def bare(text):
    """Without white space, which lines on paper break and narrow as they need."""
    return re.sub(r"\s+", "", text)


def by_pdfua(pdf):
    """What the registry's checker finds. Rules that it cannot evaluate are no findings."""
    answer = subprocess.run(
        [Path(sys.executable).parent / "pdfua", "check", "--format", "json", pdf], capture_output=True, text=True
    )
    for finding in json.loads(answer.stdout)["findings"]:
        yield f"pdfua: {finding['rule_id']}: {finding.get('message', '')}"


def figures(pdf):
    page = (pdf.parent / "index.html").read_text(encoding="utf-8")
    paper = bare(run("pdftotext", "-layout", pdf, "-")) + bare(run("pdftotext", pdf, "-"))
    bound = {html.unescape(TAG.sub("", found)) for found in FIGURE.findall(page)}
    if not bound:
        yield "its page has no bound figure"
    for figure in sorted(bound):
        if bare(figure) not in paper:
            yield f"“{figure}” stands on the page and not in the PDF"


def faults(pdf, archive):
    subprocess.run(["qpdf", "--check", pdf], check=True, capture_output=True)
    yield from pdf_ua.faults(pdf, archive)
    yield from by_pdfua(pdf)
    # A bound PDF has the text of many pages, whose own PDFs are looked at.
    if pdf.stem == pdf.parent.name and (pdf.parent.parent / "index.html").exists() and not list(pdf.parent.glob("*/*.pdf")):
        yield from figures(pdf)


def unseen(pdf):
    """What our own checker does not see of what is broken on purpose."""
    for name, breaking in pdf_ua.BREAKING.items():
        with tempfile.TemporaryDirectory() as folder:
            broken = Path(folder) / "broken.pdf"
            pdf_ua.broken(pdf, broken, breaking)
            if not any(fault.startswith(name) for fault in pdf_ua.faults(broken, archive=True)):
                yield f"{name} is not seen where it is broken"


def main(site):
    pdfs = sorted(Path(site).rglob("*.pdf"))
    archive = "--archive" in sys.argv
    wrong = [f"{pdf.relative_to(site)}: {fault}" for pdf in pdfs for fault in faults(pdf, archive)]
    wrong += [f"{pdf.relative_to(site)}: {fault}" for pdf in pdfs[:1] for fault in unseen(pdf)]
    print("\n".join(wrong) or f"{len(pdfs)} PDFs hold")
    return 1 if wrong or not pdfs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
