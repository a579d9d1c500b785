#!/usr/bin/env python3
"""From the write of an edit to the new page over loopback, on sites of 1,000 and 10,000 pages.

    benches/serve.py [FOLDER] [PAGES…]      FOLDER: where the sites are made (default /dev/shm, which is memory)

Edits an observation, a body and a title, each fifteen times, and asks for a page that shows it until it does: the time
from just before the write until the answer is there, debounce and polling included. Of a title it is the list of its
section that is asked for. An answer that is not 200, or lacks its end, is a failure. Prints the median, the shortest
and the longest in milliseconds. Needs `cargo build --release --bins --example generate`. `hugo server` and `zola serve`
are measured on a site of as many pages beside it, where they are installed: a body and a title.
"""

import http.client
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

TIMES = 15
REST = 0.35
PATIENCE = 30
RELEASE = pathlib.Path(__file__).resolve().parent.parent / "target" / "release"


def ask(connection, path):
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def measure(port, path, write):
    """Times from a write until the page at a path holds what was written, and how many answers were no whole pages."""
    connection = http.client.HTTPConnection("localhost", port)
    times, bad = [], 0
    for n in range(TIMES):
        started = time.perf_counter()
        expected = write(n).encode()
        while True:
            status, body = ask(connection, path)
            if status != 200 or b"</html>" not in body:
                bad += 1
            elif expected in body:
                break
            if time.perf_counter() - started > PATIENCE:
                return None, bad
        times.append((time.perf_counter() - started) * 1000)
        time.sleep(REST)
    return times, bad


def edit(file, pattern, replacement):
    """Puts something new in place of what a pattern finds; returns what the page must show."""
    original = file.read_text()
    assert re.search(pattern, original), f"{file} has no {pattern}"

    def write(n):
        text, shown = replacement(n)
        file.write_text(re.sub(pattern, lambda found: text, original, count=1))
        return shown

    return write


def row(program, pages, name, measured):
    times, bad = measured
    if times is None:
        print(f"{program:8} {pages:6} {name:12}    never; {bad} bad answers", flush=True)
        return
    figures = f"{statistics.median(times):8.1f} {min(times):8.1f} {max(times):8.1f}"
    print(f"{program:8} {pages:6} {name:12} {figures}   {bad} bad answers", flush=True)


def waybill(parent, pages):
    site = parent / f"waybill-{pages}"
    subprocess.run([RELEASE / "examples" / "generate", site, str(pages)], check=True)
    command = [RELEASE / "waybill", "serve", "--port", "0", "--root", site]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = next(line for line in child.stdout if line.startswith("Serving "))
        port = int(re.search(r":(\d+)/", line).group(1))
        page = site / "content" / "s000" / "p0003.md"
        data = site / "data" / "series" / "s000.yaml"
        original = data.read_text()
        at = original.index("2024-05: ", original.index("p0003.s1:")) + len("2024-05: ")
        end = re.compile(r"[\d.]+").match(original, at).end()

        def observation(n):
            value = f"{871 + n}.5"
            data.write_text(original[:at] + value + original[end:])
            return value

        body = edit(page, r"\n\n(?=[A-Z])", lambda n: (f"\n\nWritten{n}now. ", f"Written{n}now"))
        title = edit(page, r"title: ", lambda n: (f"title: Called{n}now ", f"Called{n}now"))
        row("waybill", pages, "observation", measure(port, "/s000/p0003/", observation))
        row("waybill", pages, "body", measure(port, "/s000/p0003/", body))
        row("waybill", pages, "title", measure(port, "/s000/", title))
    finally:
        child.kill()
        child.wait()
    shutil.rmtree(site)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def rival(parent, pages, program):
    """A plain site of as many pages for another generator: sections of twenty, each page some six hundred words."""
    site = parent / f"{program}-{pages}"
    words = "Exports of machinery rose and the corridor carried more trains than in the year before. " * 45
    fence = "---" if program == "hugo" else "+++"
    field = (lambda k, v: f'{k}: "{v}"') if program == "hugo" else (lambda k, v: f'{k} = "{v}"')
    front = lambda title: f"{fence}\n{field('title', title)}\n{fence}\n"
    for n in range(pages):
        folder = site / "content" / f"s{n // 20:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "_index.md").write_text(front(f"Section {n // 20}"))
        (folder / f"p{n:04}.md").write_text(front(f"Page {n}") + f"\nFirst. {words}\n")
    head = "<!doctype html><html><head><title>T</title></head><body>"
    if program == "hugo":
        layouts = site / "layouts" / "_default"
        layouts.mkdir(parents=True)
        (site / "hugo.toml").write_text('baseURL = "https://example.org/"\ntitle = "S"\n')
        (layouts / "single.html").write_text(head + "<h1>{{ .Title }}</h1>{{ .Content }}</body></html>")
        (layouts / "list.html").write_text(head + "{{ range .Pages }}<p>{{ .Title }}</p>{{ end }}</body></html>")
        command = ["hugo", "server", "--source", site, "--port"]
    else:
        (site / "templates").mkdir(parents=True)
        (site / "config.toml").write_text('base_url = "https://example.org"\n')
        (site / "templates" / "index.html").write_text(head + "</body></html>")
        (site / "templates" / "page.html").write_text(head + "<h1>{{ page.title }}</h1>{{ page.content | safe }}</body></html>")
        (site / "templates" / "section.html").write_text(
            head + "{% for page in section.pages %}<p>{{ page.title }}</p>{% endfor %}</body></html>"
        )
        command = ["zola", "--root", site, "serve", "--port"]
    port = free_port()
    child = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                if ask(http.client.HTTPConnection("localhost", port), "/s000/p0003/")[0] == 200:
                    break
            except OSError:
                pass
            time.sleep(0.2)
        page = site / "content" / "s000" / "p0003.md"
        body = edit(page, "First", lambda n: (f"Written{n}now", f"Written{n}now"))
        title = edit(page, "Page 3", lambda n: (f"Called{n}now", f"Called{n}now"))
        row(program, pages, "body", measure(port, "/s000/p0003/", body))
        row(program, pages, "title", measure(port, "/s000/", title))
    finally:
        child.kill()
        child.wait()
    shutil.rmtree(site)


def main():
    parent = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/dev/shm")
    sizes = [int(size) for size in sys.argv[2:]] or [1_000, 10_000]
    with tempfile.TemporaryDirectory(prefix="waybill-serve.", dir=parent) as work:
        print(f"{'':8} {'pages':>6} {'edit':12} {'median':>8} {'least':>8} {'most':>8}   ms")
        for pages in sizes:
            waybill(pathlib.Path(work), pages)
            for program in ("hugo", "zola"):
                if shutil.which(program):
                    rival(pathlib.Path(work), pages, program)


main()
