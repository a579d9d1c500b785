"""Holds YAML files against the schemas that `waybill schema` writes for editors: schemas.py WAYBILL REPOSITORY.

What a build reads, the schemas let pass: every file of our site, of the starting site and of the small one. What a check
refuses for its keys and types, they refuse too: every such file of the broken sites.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator, FormatChecker

waybill, repository = Path(sys.argv[1]), Path(sys.argv[2])
fixtures = repository / "tests/fixtures"
# Findings about the shape of one file. Which names exist is no matter of a schema.
SHAPE = {"unknown-key", "wrong-type", "missing-key", "unknown-value"}


class Yaml12(yaml.SafeLoader):
    """YAML as editors read it: a date is a text, and so is `yes`."""

    def construct_mapping(self, node, deep=False):
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool", ":int", ":float"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for tag, pattern, first in [
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", "-+.0123456789"),
]:
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first))
Yaml12.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))
Yaml12.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


def schemas(site):
    folder = Path(tempfile.mkdtemp(dir=work))
    subprocess.run([waybill, "schema", "--root", site, "--out", folder], check=True, capture_output=True)
    read = {path.name.split(".")[0]: json.loads(path.read_text()) for path in folder.iterdir()}
    for schema in read.values():
        Draft202012Validator.check_schema(schema)
    return {kind: Draft202012Validator(schema, format_checker=FormatChecker()) for kind, schema in read.items()}


def kind_of(path):
    if path.parent.name in ("series", "charts", "entities") and path.suffix == ".yaml":
        return path.parent.name
    if path.suffix == ".yaml":
        return path.stem
    return "front-matter" if path.suffix == ".md" and "content" in path.parts else None


def faults(site):
    """The files of a site that its schemas refuse, each with the first fault; and how many there are."""
    validators, refused, seen = schemas(site), {}, 0
    for path in sorted(site.rglob("*")):
        kind = kind_of(path.relative_to(site))
        if not path.is_file() or kind not in validators or path.is_relative_to(site / "public"):
            continue
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        if kind == "front-matter":
            text = text.split("\n---", 1)[0].removeprefix("---") if text.startswith("---") else ""
        try:
            value = yaml.load(text, Yaml12)
        except TypeError:
            # A text that begins with braces and has no quotes: a mapping as a key, which no JSON has.
            refused[str(path.relative_to(site))] = "no JSON"
            continue
        except (yaml.YAMLError, RecursionError):
            # No schema is asked: an editor says so by itself.
            refused[str(path.relative_to(site))] = "no YAML"
            continue
        seen += 1
        fault = next(validators[kind].iter_errors({} if value is None else value), None)
        if fault:
            refused[str(path.relative_to(site))] = f"{fault.json_path}: {fault.message[:160]}"
    return refused, seen


def in_front_matter(path, found):
    """True if one of the findings stands above the text of a narrative."""
    end = path.read_text().split("\n---", 1)[0].count("\n") + 2
    return any(one["line"] <= end for one in found)


def sites():
    ours = work / "ours"
    ours.mkdir()
    shutil.copy(repository / "site.yaml", ours)
    for folder in ("data", "content"):
        shutil.copytree(repository / folder, ours / folder)
    yield "our site", ours
    subprocess.run([waybill, "init", work / "starter"], check=True, capture_output=True)
    yield "the starting site", work / "starter"
    yield "the small site", fixtures / "small-site"


work = Path(tempfile.mkdtemp())
failures, held = [], 0
for name, site in sites():
    refused, seen = faults(site)
    held += seen
    assert seen > 4, f"{name}: only {seen} files"
    failures += [f"{name}: {path}: {why}" for path, why in refused.items()]

caught = 0
for broken in sorted(path for path in (fixtures / "broken").iterdir() if path.is_dir()):
    site = work / "broken" / broken.name
    shutil.copytree(fixtures / "small-site", site)
    shutil.copytree(broken, site, dirs_exist_ok=True)
    check = subprocess.run([waybill, "check", "--root", site, "--format", "json"], capture_output=True, text=True)
    found = json.loads(check.stdout)["diagnostics"]
    refused, _ = faults(site)
    for path in {one["file"] for one in found if one["rule"] in SHAPE}:
        # A block in a narrative is a chart of its own, and no editor is told of it.
        shape = [one for one in found if one["file"] == path and one["rule"] in SHAPE]
        if kind_of(Path(path)) is None or path.endswith(".md") and not in_front_matter(site / path, shape):
            continue
        caught += 1
        if path not in refused:
            failures.append(f"{broken.name}: {path} passes, and a check says {shape[0]['message']}")
    clean = set(refused) - {one["file"] for one in found}
    failures += [f"{broken.name}: {path} is right and refused: {refused[path]}" for path in sorted(clean)]

shutil.rmtree(work)
print("\n".join(failures) or f"{held} files hold against their schemas, {caught} broken ones do not")
sys.exit(1 if failures or not caught else 0)
