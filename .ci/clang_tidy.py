#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""clang_tidy.py FOLDER: reads each file that FOLDER/compile_commands.json names, with the version of clang-tidy that
this project uses. The largest are first, so that all processors end together.

A file that passed is not read again until something of it changes: what it includes, how it is compiled, .clang-tidy or
clang-tidy. The user's cache has a mark for each state of a file that passed."""
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

VERSION = "23.1.4"
FAULTS = {
    "clang-analyzer-core.NullDereference": "int get(int* p) { return p ? 1 : *p; }",
    "clang-diagnostic-thread-safety-analysis": """struct __attribute__((capability("mutex"))) Mutex {};
struct Count { Mutex mutex; int value __attribute__((guarded_by(mutex))) = 0; int get() { return value; } };""",
    "readability-identifier-naming": "void BadName() {}",
}
KEEP_DAYS = 30
ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "herald" / "clang-tidy-passed"


@functools.lru_cache(maxsize=None)
def digest(file):
    """Of a file's bytes. Another checkout has the same: its own place is left out."""
    return hashlib.sha256(pathlib.Path(file).read_bytes().replace(bytes(ROOT), b"")).digest()


def mark(entry):
    """The file that is in the cache if this state of the source has passed. None if the source does not compile."""
    command = shlex.split(entry["command"])
    command = command[: command.index("-o")]
    listed = subprocess.run([*command, "-M", entry["file"]], cwd=entry["directory"], capture_output=True, text=True)
    if listed.returncode != 0:
        return None
    state = hashlib.sha256((VERSION + shlex.join(command).replace(str(ROOT), "")).encode())
    for file in [ROOT / ".clang-tidy", *listed.stdout.replace("\\\n", " ").split()[1:]]:
        state.update(digest(os.path.join(entry["directory"], file)))
    return CACHE / state.hexdigest()


def lint(tool, folder, entry):
    """True if the file passed, now or before. It prints what is wrong."""
    passed = mark(entry)
    if passed and passed.exists():
        passed.touch()
        return True
    result = subprocess.run([tool, "-p", folder, "--quiet", entry["file"]], capture_output=True, text=True)
    if result.returncode == 0 and passed:
        passed.touch()
    if result.returncode != 0:
        print(result.stdout or result.stderr, end="", flush=True)
    return result.returncode == 0


def unseen_faults(tool, folder):
    """The checks that do not find their fault in a source that another file includes, as the sources of a unit are."""
    source = folder / "core" / "faults.cpp"
    source.write_text("\n".join(FAULTS.values()) + "\n")
    unit = folder / "faults.cxx"
    unit.write_text(f'#include "{source}"\n')
    found = subprocess.run([tool, "--quiet", unit, "--", "-std=c++20"], capture_output=True, text=True).stdout
    return [check for check in FAULTS if check not in found]


def main(folder):
    folder = pathlib.Path(folder).resolve()
    tool = subprocess.check_output([ROOT / ".ci" / "clang_tool", "clang-tidy", VERSION], text=True).strip()
    if unseen := unseen_faults(tool, folder):
        print("clang-tidy does not find what it should:", *unseen)
        return 1
    CACHE.mkdir(parents=True, exist_ok=True)
    for old in CACHE.iterdir():
        if old.stat().st_mtime < time.time() - KEEP_DAYS * 86400:
            old.unlink(missing_ok=True)
    entries = json.loads((folder / "compile_commands.json").read_text())
    # The pages of the console are made by the build, which does not happen here.
    entries = [entry for entry in entries if os.path.exists(entry["file"])]
    entries.sort(key=lambda entry: -os.path.getsize(entry["file"]))
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return 0 if all(list(pool.map(functools.partial(lint, tool, folder), entries))) else 1


sys.exit(main(sys.argv[1]))
