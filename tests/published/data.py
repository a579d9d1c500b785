"""Holds the data files and feeds of a built site against the tools that others read them with: data.py SITE."""

import sys
from pathlib import Path

import feedparser
from frictionless import validate
from pysdmx.io import read_sdmx

site = Path(sys.argv[1])

report = validate(str(site / "data/datapackage.json"))
assert report.valid, report.flatten(["title", "note"])

rows = len((site / "data/observations.csv").read_text().splitlines())
(dataset,) = read_sdmx(str(site / "data/observations-sdmx.csv"), validate=False).data
assert 0 < len(dataset.data) < rows, (len(dataset.data), rows)
key = ["INDICATOR", "REPORTER", "REPORT", "TIME_PERIOD"]
assert not dataset.data.duplicated(key).any(), "two observations have one key"

feeds = sorted(site.rglob("atom.xml"))
for path in feeds:
    feed = feedparser.parse(str(path))
    assert not feed.bozo and feed.version == "atom10" and feed.entries, path
print(f"{len(dataset.data)} observations, {len(feeds)} feeds and the package hold")
