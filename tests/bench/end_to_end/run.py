#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py [OPTIONS] [ROW…]: measures a real heraldd, from a request to its http source to the request at a receiver. The
rows are in rows.toml; README.md in the folder above explains them. It fails if an event is lost or comes twice. It
asserts no time."""
import argparse
import dataclasses
import hashlib
import json
import os
import pathlib
import platform
import resource
import shutil
import subprocess
import sys
import time
import tomllib

import measure
import tables
from programs import Place

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "herald"
PEERS = {"wrk": measure.wrk, "bare client": measure.bare_client, "syslog-ng": measure.syslog_ng}
MEASURES = {"flow": measure.herald, "latency": measure.latency, "growth": measure.growth, "idle": measure.idle}


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    about: str
    kind: str = "flow"
    outbox: str = "disk"
    devices: int = 1000
    connections: int = 8
    delay: int = 0
    fail: int = 0
    tls: bool = False
    sinks: int = 1
    shares: bool = False
    dead: bool = False
    events: int = 30_000
    rate: int = 0
    vary: str = ""
    values: tuple = ()
    clean: str = ""
    short: int = 0

    def with_values(self, **values):
        return dataclasses.replace(self, **values)


def read_rows():
    rows = tomllib.loads((HERE / "rows.toml").read_text())["row"]
    return {row["name"]: Row(**row) for row in rows}


def turn(place, rows, row, number, with_peers):
    """Everybody once. If one of the others fails, only its figures are missing. The row and its clean form change places
    in each turn: what stands before a run makes the machine slower or faster."""
    runs = {"herald": lambda: MEASURES[row.kind](place, row)}
    if row.clean and with_peers:
        runs["clean"] = lambda: measure.herald(place, rows[row.clean].with_values(events=row.events))
    figures = {name: runs[name]() for name in sorted(runs, reverse=number % 2 == 0)}
    if row.kind == "flow" and with_peers:
        for name, run in PEERS.items():
            try:
                figures[name] = run(place, row)
            except (RuntimeError, subprocess.CalledProcessError) as fault:
                print(f"{row.name}: {name}: {fault}", file=sys.stderr)
    return figures


def machine():
    """One line about where the figures come from, and of which commit."""
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    system = next(line.split("=")[1].strip().strip('"') for line in open("/etc/os-release") if line.startswith("PRETTY"))
    commit = ""
    if shutil.which("git"):
        commit = subprocess.run(["git", "-C", ROOT, "describe", "--always"], capture_output=True, text=True).stdout
    return (f"{os.cpu_count()} processors of {model}, Linux {platform.release()}, {system}, "
            f"commit {commit.strip()}")


def keep(rows, results, where):
    """Puts the tables between the markers of the pages."""
    place_between(ROOT / "tests/bench/README.md", f"Measured on {where}, {time.strftime('%Y-%m-%d')}.\n\n" + tables.tables(rows, results))
    place_between(ROOT / "README.md", tables.answers(results))


def place_between(page, text):
    begin, end = "<!-- figures -->\n", "<!-- /figures -->"
    before, rest = page.read_text().split(begin)
    page.write_text(before + begin + text + end + rest.split(end)[1])


def arguments(rows):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("row", nargs="*", help="only these rows: " + ", ".join(rows))
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="the build to measure")
    parser.add_argument("--turns", type=int, default=5, help="how often each runs, in turn")
    parser.add_argument("--alone", action="store_true", help="without wrk, the bare client and syslog-ng")
    parser.add_argument("--short", action="store_true", help="a few rows with few events, alone, once: does it lose nothing?")
    parser.add_argument("--profile", action="store_true", help="write a flame graph of these rows (default: durable)")
    parser.add_argument("--keep", action="store_true", help="put all results so far into tests/bench/README.md and README.md")
    options = parser.parse_args()
    for name in options.row:
        if name not in rows:
            parser.error(f"there is no row {name}: the rows are {', '.join(rows)}")
    return options


def main():
    rows = read_rows()
    options = arguments(rows)
    folder = options.build.resolve() / "bench"
    folder.mkdir(exist_ok=True)
    place = Place(options.build.resolve(), folder, CACHE)
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    chosen = [rows[name] for name in options.row] or list(rows.values())
    if options.profile:
        for row in chosen if options.row else [rows["durable"]]:
            file = folder / f"{row.name}.svg"
            measure.flame_graph(place, row, file)
            print(f"{row.about}: {file}")
        return
    if options.short:
        chosen = [row.with_values(events=row.short) for row in chosen if row.short]
    store = folder / "results.json"
    where, build = machine(), hashlib.sha256(pathlib.Path(place.program("heraldd")).read_bytes()).hexdigest()
    kept = json.loads(store.read_text()) if store.exists() and not options.short else {}
    results = kept.get(build, {})  # what another build did does not belong here
    start, failed = time.monotonic(), []
    for row in chosen:
        count = 1 if options.short else options.turns
        try:
            results[row.name] = [turn(place, rows, row, number, not (options.alone or options.short))
                                 for number in range(count)]
        except RuntimeError as fault:
            print(f"{row.name}: {fault}", file=sys.stderr)
            failed.append(row.name)
            continue
        print(tables.plain(row, results[row.name]), flush=True)
        if not options.short:
            store.write_text(json.dumps({build: results}, indent=1))
    print(f"{len(chosen)} rows in {time.monotonic() - start:.0f} s, on {where}")
    if options.keep:
        keep(list(rows.values()), results, where)
    if failed:
        sys.exit("failed: " + ", ".join(failed))


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as fault:
        sys.exit(str(fault))
