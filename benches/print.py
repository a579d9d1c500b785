#!/usr/bin/env python3
"""Measures the printing of one page by Waybill, Chromium and WeasyPrint, in a process each and in ones that run, and the memory
of many PDFs.

    benches/print.py [--many] [SITE] [PDF]

SITE is a folder with a site (this one), PDF the path of a briefing's in its output folder. Needs Chromium, poppler's pdfinfo
and WeasyPrint (`pip install weasyprint`), which may stand in another environment: WEASYPRINT names its program. With `--many`
it builds the site of many PDFs and no more, and needs none of them.
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
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
TIMES = 5
BRIEFINGS = 200
DEFAULTS = [HERE, "briefings/total-2025/total-2025.pdf"]


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
    run(TARGET / "release/waybill", "build", "--root", site, "--out", built)
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
    running = {f"waybill, {name}": took for name, took in json.loads(run(program, site, pdf)).items()}
    running["chromium, the page read and printed again"] = by_running_chromium(page, work / "other-profile")
    if "weasyprint" in ways:
        running["weasyprint, the page read and printed again"] = by_running_weasyprint(page)
    for name, took in running.items():
        print(f"  in a process that runs: {name:44}{took:8.1f} ms  {took / running['waybill, changed']:6.1f} times `changed`")


def by_running_chromium(page, profile):
    """A page that is loaded and printed again and again, told so through pipes."""
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()

    def pass_pipes():
        # The browser reads from 3 and writes to 4.
        low, high = os.dup(theirs_in), os.dup(theirs_out)
        os.dup2(low, 3)
        os.dup2(high, 4)

    browser = subprocess.Popen(
        [os.environ.get("CHROMIUM", "chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", f"--user-data-dir={profile}",
         "--remote-debugging-pipe"],
        preexec_fn=pass_pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(theirs_in)
    os.close(theirs_out)
    count, heard = iter(range(1, 1_000_000)), bytearray()

    def message():
        while b"\0" not in heard:
            heard.extend(os.read(ours_in, 65536))
        text, _, rest = bytes(heard).partition(b"\0")
        heard[:] = rest
        return json.loads(text)

    def ask(method, session=None, until=None, **parameters):
        """The answer; with `until`, as soon as that has happened too."""
        number, answer, happened = next(count), None, until is None
        asked = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        os.write(ours_out, json.dumps(asked).encode() + b"\0")
        while answer is None or not happened:
            told = message()
            happened = happened or told.get("method") == until
            answer = told["result"] if told.get("id") == number else answer
        return answer

    try:
        target = ask("Target.createTarget", url="about:blank")["targetId"]
        session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        ask("Page.enable", session)

        def once():
            ask("Page.navigate", session, until="Page.loadEventFired", url=page.as_uri())
            ask("Page.printToPDF", session, preferCSSPageSize=True)

        return median_of(once)
    finally:
        browser.kill()
        browser.wait()


def by_running_weasyprint(page):
    """The same by WeasyPrint, in the interpreter that its program has."""
    program = Path(shutil.which(os.environ.get("WEASYPRINT", "weasyprint")))
    lines = (
        "import statistics, sys, time, logging",
        "from weasyprint import HTML",
        "logging.disable()",
        "times = []",
        f"for _ in range({TIMES + 1}):",
        "    started = time.perf_counter()",
        "    HTML(sys.argv[1]).write_pdf()",
        "    times.append(time.perf_counter() - started)",
        "print(statistics.median(times[1:]) * 1000)",
    )
    return float(run(program.parent / "python", "-c", "\n".join(lines), page))


def median_of(once):
    times = []
    for _ in range(TIMES + 1):
        started = time.perf_counter()
        once()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[1:])


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
    took = {}
    for flag in ("--no-print", None):
        started = time.perf_counter()
        command = [TARGET / "release/waybill", "build", "--root", copy, "--out", work / "out"] + ([flag] if flag else [])
        child = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        assert status == 0, "the site does not build"
        took[flag] = time.perf_counter() - started
        print(f"  {BRIEFINGS} briefings{', not printed' if flag else ', printed    '}: {took[flag]:6.2f} s, at most {usage.ru_maxrss / 1024:.0f} MB")
    made = list((work / "out").glob(f"{Path(pdf).parent.parent}/copy-*/copy-*.pdf"))
    assert len(made) == BRIEFINGS, f"{len(made)} PDFs"
    print(f"  for each PDF: {(took[None] - took['--no-print']) * 1000 / BRIEFINGS:.0f} ms")


def main(*arguments):
    only_many = "--many" in arguments
    site, pdf, *_ = [argument for argument in arguments if argument != "--many"] + DEFAULTS[len(arguments) - only_many:]
    with tempfile.TemporaryDirectory() as work:
        if not only_many:
            beside(site, pdf, Path(work))
        many(site, pdf, Path(work))


if __name__ == "__main__":
    main(*sys.argv[1:])
