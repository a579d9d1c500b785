#!/bin/sh
# Draws a line chart (four series of seven years) and a bar chart (nine years) as SVG with Waybill, kuva, Observable Plot
# in Node and vl-convert, one after the other on this machine, and prints microseconds a chart and bytes. Needs cargo,
# npm and python3 with venv, and the network the first time. Nothing of it is built or tested with Waybill.
# usage: benches/comparison/run.sh [FOLDER]   where packages and what they build are kept
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-${TMPDIR:-/tmp}/waybill-comparison}
mkdir -p "$work"

cd "$work"
[ -d node_modules/@observablehq/plot ] || npm install --silent @observablehq/plot@0.6 linkedom@0.18
[ -d venv ] || { python3 -m venv venv && venv/bin/pip install --quiet vl-convert-python==1.9.0.post1; }
cp "$here/plot.mjs" "$work/"

node plot.mjs
venv/bin/python "$here/vega.py"
CARGO_TARGET_DIR="$work/target" cargo run --quiet --release --manifest-path "$here/kuva/Cargo.toml"
cd "$here/../.."
cargo bench --quiet --bench chart -- 'draw' | grep -E 'draw|bars-annual|line-four'
