#!/usr/bin/env python3
"""Measures the printing of one page by Waybill, Chromium and WeasyPrint, in turns, and the memory of many PDFs.

    benches/print.py [SITE] [PDF]

SITE is a folder with a site (this one), PDF the path of a briefing's in its output folder. Needs Chromium, poppler's pdfinfo
and WeasyPrint (`pip install weasyprint`), which may stand in another environment: WEASYPRINT names its program.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
TIMES = 5
BRIEFINGS = 200


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **options).stdout


def timed(*command):
    started = time.perf_counter()
    run(*command)
    return (time.perf_counter() - started) * 1000


def bench_program():
    messages = run("cargo", "bench", "--quiet", "--bench", "print", "--no-run", "--message-format=json", cwd=HERE)
    found = [json.loads(line) for line in messages.splitlines() if '"executable"' in line]
    return next(one["executable"] for one in found if one.get("executable") and one["target"]["name"] == "print")


def pages(pdf):
    return int(re.search(r"Pages: +(\d+)", run("pdfinfo", pdf))[1])


def beside(site, pdf, work):
    """One process for one PDF, three ways, in turns."""
    built, program = work / "built", bench_program()
    run(HERE / "target/release/waybill", "build", "--root", site, "--out", built)
    page = (built / pdf).parent / "index.html"
    profile = work / "profile"
    ways = {
        "waybill": lambda out: timed(program, site, pdf, "--once", out),
        "chromium": lambda out: timed(
            os.environ.get("CHROMIUM", "chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", f"--user-data-dir={profile}",
            "--no-pdf-header-footer", f"--print-to-pdf={out}", f"file://{page}"),
        "weasyprint": lambda out: timed(os.environ.get("WEASYPRINT", "weasyprint"), "--quiet", page, out),
    }
    ways = {name: way for name, way in ways.items() if not (name == "weasyprint" and shutil.which(os.environ.get("WEASYPRINT", "weasyprint")) is None)}
    times = {name: [] for name in ways}
    for turn in range(TIMES + 1):
        for name, way in ways.items():
            took = way(work / f"{name}.pdf")
            if turn > 0:
                times[name].append(took)
    medians = {name: statistics.median(all_times) for name, all_times in times.items()}
    print(f"{pdf}, {pages(work / 'waybill.pdf')} pages")
    for name, took in medians.items():
        ratio = "" if name == "waybill" else f"  {took / medians['waybill']:6.1f} times as long"
        print(f"  one process: {name:12}{took:8.0f} ms  {pages(work / f'{name}.pdf'):3} pages{ratio}")
    within = json.loads(run(program, site, pdf))
    for name, took in within.items():
        ratio = "" if name != "warm" else "".join(
            f"  {medians[other] / took:6.0f} times as fast as {other}" for other in medians if other != "waybill")
        print(f"  in a process that runs: {name:8}{took:8.1f} ms{ratio}")


def many(site, pdf, work):
    """A site of many briefings, each with a sentence of its own."""
    copy = work / "many"
    for folder in ("data", "static", "templates", "content"):
        if (Path(site) / folder).exists():
            shutil.copytree(Path(site) / folder, copy / folder)
    shutil.copy(Path(site) / "site.yaml", copy / "site.yaml")
    source = copy / "content" / f"{Path(pdf).parent}.md"
    for number in range(BRIEFINGS):
        (source.parent / f"copy-{number}.md").write_text(source.read_text() + f"\nThis is copy {'i' * (number % 9)}.\n")
    for flag in ("--no-print", None):
        started = time.perf_counter()
        command = [HERE / "target/release/waybill", "build", "--root", copy, "--out", work / "out"] + ([flag] if flag else [])
        child = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        assert status == 0, "the site does not build"
        took = time.perf_counter() - started
        print(f"  {BRIEFINGS} briefings{', not printed' if flag else ', printed    '}: {took:6.2f} s, at most {usage.ru_maxrss / 1024:.0f} MB")


def main(site=HERE, pdf="briefings/total-2025/total-2025.pdf"):
    with tempfile.TemporaryDirectory() as work:
        beside(site, pdf, Path(work))
        many(site, pdf, Path(work))


if __name__ == "__main__":
    main(*sys.argv[1:])
