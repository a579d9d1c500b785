#!/usr/bin/env bash
# Measures whole builds beside the cost of copying what they make.
#
#   benches/whole.sh [FOLDER] [PAGES…]
#
# Generates sites of 1,000 and 10,000 pages (or PAGES) in a new folder below FOLDER (default: /dev/shm, which
# is memory, so that no disk is measured), builds each three times from nothing, and after each build copies
# the output with `cp -r` beside it. Prints each run: wall time, time of the copy, their ratio, peak memory;
# then a build with nothing to do, one after one observation has changed, and a check.
set -euo pipefail
cd "$(dirname "$0")/.."

parent=${1:-/dev/shm}
shift || true
sizes=("$@")
[[ ${#sizes[@]} -gt 0 ]] || sizes=(1000 10000)

cargo build --quiet --release --bins --example generate
target=${CARGO_TARGET_DIR:-target}/release
work=$(mktemp -d "$parent/waybill-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Prints "SECONDS KILOBYTES" for a command whose own output is dropped.
measured() {
  python3 - "$@" <<'PYTHON'
import resource, subprocess, sys, time
start = time.perf_counter()
run = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
seconds = time.perf_counter() - start
print(f"{seconds:.3f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
sys.exit(run.returncode)
PYTHON
}

printf '%8s %10s %10s %7s %10s\n' pages build 'cp -r' ratio memory
for pages in "${sizes[@]}"; do
  site=$work/$pages
  "$target/examples/generate" "$site" "$pages"
  for run in 1 2 3; do
    rm -rf "$site/public" "$work/copy"
    read -r build memory < <(measured "$target/waybill" build --root "$site")
    read -r copy _ < <(measured cp -r "$site/public" "$work/copy")
    awk -v n="$pages" -v b="$build" -v c="$copy" -v m="$memory" \
      'BEGIN { printf "%8d %8.3f s %8.3f s %7.1f %7.0f MB\n", n, b, c, b / c, m / 1024 }'
  done
  after() {
    read -r took memory < <(measured "$target/waybill" "$2" --root "$site")
    awk -v n="$pages" -v t="$took" -v m="$memory" -v what="$1" \
      'BEGIN { printf "%8d %8.3f s %10s %7s %7.0f MB  %s\n", n, t, "", "", m / 1024, what }'
  }
  after "nothing to do" build
  # One more digit for one observation.
  sed -i '0,/\(2024-05: [0-9.]*\)/s//\11/' "$site/data/series/s000.yaml"
  after "one observation" build
  after "a check" check
  du -sh --apparent-size "$site/public" | sed "s|$work/||"
  rm -rf "$work/copy" "$site"
done
