#!/usr/bin/env python3
"""From the write of an edit to the new page over loopback: python3 benches/serve.py WAYBILL SITE PATH FILE FROM

Copies nothing: SITE is edited in place. FILE holds the number FROM, which is replaced by others of the same length, ten
times; PATH is a page that shows it. Prints each time and the median, in milliseconds, debounce and polling included.
"""

import http.client
import pathlib
import re
import statistics
import subprocess
import sys
import time

program, site, path, name, old = sys.argv[1:]
child = subprocess.Popen(
    [program, "serve", "--port", "0", "--root", site], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
)
try:
    line = next(line for line in child.stdout if line.startswith("Serving "))
    port = int(re.search(r":(\d+)/", line).group(1))
    connection = http.client.HTTPConnection("localhost", port)

    def page():
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, answer.status
        return body

    file = pathlib.Path(site, name)
    original = file.read_text()
    assert old in original
    times = []
    before = page()
    for n in range(10):
        new = str(int(old) + n + 1)
        started = time.perf_counter()
        file.write_text(original.replace(old, new, 1))
        while (now := page()) == before:
            pass
        times.append((time.perf_counter() - started) * 1000)
        before = now
        time.sleep(0.3)
    file.write_text(original)
    print(" ".join(f"{t:.1f}" for t in times), f"median {statistics.median(times):.1f} ms")
finally:
    child.kill()
