"""Web pages as Chromium prints them: without navigation, with the targets of links, with charts in one piece, data tables that
were open, and no heading at the foot of a page.

    python3 paper.py SITE        needs chromium (or CHROMIUM) and poppler's pdftotext
"""

import html
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PAGES = ["briefings/total-2025", "briefings/rail-and-ports", "method", "data/trade.total"]
TAG = re.compile(r"<[^>]*>")


def text(markup):
    return html.unescape(TAG.sub("", markup))


def bare(words):
    """Without white space, hyphens at the ends of lines and the marks of notes."""
    return re.sub(r"[\s\u00ad†*]+", "", words)


def printed(page, work):
    """The text of each page of paper."""
    pdf = work / "page.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", f"--user-data-dir={work / 'profile'}", "--no-pdf-header-footer"]
    subprocess.run([os.environ.get("CHROMIUM", "chromium"), *flags, f"--print-to-pdf={pdf}", page.as_uri()],
                   check=True, capture_output=True)
    words = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return [sheet for sheet in words.split("\f") if sheet.strip()]


def faults(markup, sheets):
    whole = bare("".join(sheets))
    navigation = re.search(r'<nav class="masthead-nav".*?</nav>', markup, re.S)[0]
    entries = [text(entry) for entry in re.findall(r"<a[^>]*>(.*?)</a>", navigation, re.S)]
    if bare("".join(entries)) in whole or "Skiptocontent" in whole:
        yield "navigation is printed"
    for prose in re.findall(r'<div class="prose">(.*?)</div>', markup, re.S):
        for target in re.findall(r'<a[^>]*href="(https?:[^"]*)"', prose):
            if bare(html.unescape(target)) not in whole:
                yield f"the target {target} is not printed"
    for chart in re.findall(r'<figure class="chart".*?</figure>', markup, re.S):
        parts = [re.search(rf'class="chart-{part}">(.*?)</p>', chart, re.S) for part in ("title", "source")]
        if None in parts:
            # A chart that is the page's subject has its title above it.
            continue
        title, source = (bare(text(part[1])) for part in parts)
        if not any(title in bare(sheet) and source in bare(sheet) for sheet in sheets):
            yield f"the chart “{title}” is not in one piece"
    headings = {bare(text(heading)) for heading in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", markup, re.S)}
    for number, sheet in enumerate(sheets, 1):
        lines = [line for line in sheet.splitlines() if line.strip() and line.strip() != str(number)]
        if bare(lines[-1]) in headings:
            yield f"a heading is the last line of page {number}"


def main(site):
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in PAGES:
            page = Path(site) / name / "index.html"
            markup = page.read_text(encoding="utf-8")
            wrong += [f"{name}: {fault}" for fault in faults(markup, printed(page, work))]
        # A table that a reader has opened is printed, and one that is closed is not.
        page = Path(site) / PAGES[0] / "index.html"
        markup = page.read_text(encoding="utf-8")
        table = re.search(r'<details class="chart-data".*?</details>', markup, re.S)[0]
        row = bare(text(re.search(r"<tbody><tr>(.*?)</tr>", table, re.S)[1]))
        for is_open, words in ((False, markup), (True, markup.replace('<details class="chart-data"', '<details open class="chart-data"'))):
            other = page.with_name("opened.html")
            other.write_text(words, encoding="utf-8")
            seen = row in bare("".join(printed(other, work)))
            other.unlink()
            if seen != is_open:
                wrong.append(f"a data table that is {'open' if is_open else 'closed'} is {'' if seen else 'not '}printed")
    print("\n".join(wrong) or f"{len(PAGES)} pages hold on paper")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
