"""Holds the JSON-LD of a built site against the vocabulary of schema.org and against shapes: structured.py SITE BASE.

BASE is the address that the site was built for. Read by rdflib, as a search engine reads it, but without asking
schema.org for its context: the terms that it makes addresses and dates of are named here.
"""

import json
import re
import sys
from pathlib import Path

from pyshacl import validate
from rdflib import RDF, Graph
from rdflib.namespace import SDO

site, base = Path(sys.argv[1]), sys.argv[2]
ADDRESSES = ["url", "item", "mainEntityOfPage", "license", "image", "contentUrl"]
CONTEXT = {"@vocab": str(SDO)}
CONTEXT |= {term: {"@type": "@id"} for term in ADDRESSES}
CONTEXT |= {term: {"@type": "Date"} for term in ["datePublished", "dateModified"]}
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
WANTED = {"Article", "Dataset", "BreadcrumbList"}

failures, seen, every = [], set(), Graph()


def there(address):
    """True for an address outside the site, and for one with a file in it."""
    if not address.startswith(base):
        return True
    path = site / address.removeprefix(base)
    return (path / "index.html").is_file() if address.endswith("/") else path.is_file()


def breadcrumbs(page, graph):
    for items in (node["itemListElement"] for node in graph if node["@type"] == "BreadcrumbList"):
        if [item["position"] for item in items] != list(range(1, len(items) + 1)):
            yield f"{page}: breadcrumbs out of order"
        if ["item" in item for item in items] != [True] * (len(items) - 1) + [False]:
            yield f"{page}: only the page itself is named without its address"


for path in sorted(site.rglob("*.html")):
    page = str(path.relative_to(site))
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    canonical = re.search(r'<link rel="canonical" href="([^"]*)"', path.read_text(encoding="utf-8"))
    for block in blocks:
        data = json.loads(block)
        assert data["@context"] == "https://schema.org", page
        failures += breadcrumbs(page, data["@graph"])
        for node in data["@graph"]:
            if node["@type"] in ("Article", "Dataset") and canonical and node["url"] != canonical[1]:
                failures.append(f"{page}: describes {node['url']} and is {canonical[1]}")
        every.parse(data=json.dumps(data | {"@context": CONTEXT}), format="json-ld")

vocabulary = set(SDO.__annotations__)
for subject, predicate, value in every:
    term = value if predicate == RDF.type else predicate
    name = str(term).removeprefix(str(SDO))
    if predicate == RDF.type:
        seen.add(name)
    if name not in vocabulary:
        failures.append(f"schema.org has no term {term}")
    if str(value).startswith(base) and predicate != RDF.type and not there(str(value)):
        failures.append(f"{predicate} of {subject}: nothing is at {value}")

if WANTED - seen:
    failures.append(f"no page has a {', '.join(sorted(WANTED - seen))}")
holds, _, report = validate(every, shacl_graph=str(Path(__file__).with_name("structured.ttl")), advanced=False)
if not holds:
    failures.append(report)

counts = {kind: len(set(every.subjects(RDF.type, SDO[kind]))) for kind in sorted(WANTED)}
print("\n".join(failures) or ", ".join(f"{count} {kind}" for kind, count in counts.items()) + " hold")
sys.exit(1 if failures else 0)
