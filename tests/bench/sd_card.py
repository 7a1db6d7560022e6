#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sd_card.py [--print SECONDS] [--idle SECONDS] [FOLDER]: measures what Herald writes to an SD card while a printer
prints, and while nothing happens. FOLDER has heraldd and heraldctl; the default is build/release/bin.

Each row is a daemon with a card of its own: a file with ext4 on a loop device, whose counters tell the bytes and the
flushes that would reach the card, those of the file system included. All rows run side by side. It needs root, for the
mounts. It prints the table of docs/operations.md, and asserts nothing but that all events arrived."""
import argparse
import contextlib
import dataclasses
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROWS = {
    "the defaults": "",
    "`outbox.sync = normal`": "outbox.sync = normal\n",
    "`outbox.sync = normal`, `outbox.progress = memory`": "outbox.sync = normal\noutbox.progress = memory\n",
    "`outbox.type = memory`": "outbox.type = memory\n",
}
PRINTS_A_DAY = 6  # of four hours each
DAY = 24 * 3600


@dataclasses.dataclass
class Written:
    """What has reached a card since its beginning, or between two moments."""
    bytes: int
    flushes: int

    def __sub__(self, other):
        return Written(self.bytes - other.bytes, self.flushes - other.flushes)


class Card:
    """A file system on a loop device of its own, mounted as on a Raspberry Pi."""

    def __init__(self, folder):
        self.image = folder / "card.img"
        self.place = folder / "card"
        self.place.mkdir()
        self.own_flushes = 0
        with open(self.image, "wb") as file:
            file.truncate(512 << 20)
        # Without this, the kernel goes on writing the tables of inodes after the mount.
        lazy = "lazy_itable_init=0,lazy_journal_init=0"
        subprocess.run(["mkfs.ext4", "-q", "-E", lazy, self.image], check=True)
        self.device = subprocess.run(["losetup", "--find", "--show", self.image], check=True, text=True,
                                     capture_output=True).stdout.strip()

    def __enter__(self):
        subprocess.run(["mount", "-o", "noatime", self.device, self.place], check=True)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self.place], check=True)
        subprocess.run(["losetup", "--detach", self.device], check=True)

    def counters(self):
        """By Documentation/block/stat.rst of the kernel: the 7th number are sectors of 512 bytes, the 16th flushes."""
        fields = pathlib.Path("/sys/block", pathlib.Path(self.device).name, "stat").read_text().split()
        return Written(int(fields[6]) * 512, int(fields[15]))

    def written(self):
        """All until now, also what the kernel still keeps. The second sync has nothing to write: it shows what flushes
        are ours."""
        subprocess.run(["sync", "--file-system", self.place], check=True)
        before = self.counters()
        subprocess.run(["sync", "--file-system", self.place], check=True)
        self.own_flushes += 2 * (self.counters() - before).flushes
        return self.counters() - Written(0, self.own_flushes)


@dataclasses.dataclass
class Row:
    """One print, and one idle time after it."""
    print: Written
    idle: Written
    events: int = 0


class Measurement:
    """A daemon with these options, a printer and a webhook."""

    def __init__(self, options, programs, seconds, idle):
        self.options, self.programs, self.seconds, self.idle = options, programs, seconds, idle

    def run(self):
        with tempfile.TemporaryDirectory(prefix="sd-card.") as name:
            folder = pathlib.Path(name)
            with Card(folder) as card, self.receiver(folder) as url:
                config = self.write_config(folder, card, url)
                with self.daemon(config, folder):  # it makes the files, which happens once
                    time.sleep(3)
                with open(config, "a", encoding="utf-8") as file:
                    file.write(f"source.demo.type = demo\nsource.demo.duration = {self.seconds}s\n")
                with self.daemon(config, folder):
                    return self.measured(card, folder)

    def measured(self, card, folder):
        start = card.written()
        deadline = time.monotonic() + self.seconds + 60
        while "PrintDone" not in (folder / "received").read_text(encoding="utf-8"):
            if time.monotonic() > deadline:
                raise RuntimeError("the end of the print has not arrived")
            time.sleep(1)
        time.sleep(1)
        printed = card.written()
        time.sleep(self.idle)
        events = len(re.findall('"event"', (folder / "received").read_text(encoding="utf-8")))
        return Row(printed - start, card.written() - printed, events)

    def write_config(self, folder, card, url):
        config = folder / "herald.properties"
        config.write_text(f"herald.dataDir = {card.place}/herald\nadmin.listen = off\n{self.options}"
                          f"sink.hook.type = webhook\nsink.hook.url = {url}\nsink.hook.progress = 1%\n"
                          "sink.hook.data = {\"event\": \"@eventType\", \"text\": \"@message\", \"file\": "
                          "\"@job.file.name\", \"left\": \"@progress.printTimeLeft\"}\n", encoding="utf-8")
        return config

    @contextlib.contextmanager
    def receiver(self, folder):
        received = folder / "received"
        with open(received, "w", encoding="utf-8") as file:
            process = subprocess.Popen([self.programs / "heraldctl", "listen", "0"], stdout=file)
        try:
            while not (found := re.search(r"http://\S+", received.read_text(encoding="utf-8"))):
                time.sleep(0.1)
            yield found.group()
        finally:
            process.terminate()
            process.wait()

    @contextlib.contextmanager
    def daemon(self, config, folder):
        with open(folder / "log", "a", encoding="utf-8") as log:
            process = subprocess.Popen([self.programs / "heraldd", "--config", config], stdout=log, stderr=log)
        try:
            yield
            if process.poll() is not None:
                raise RuntimeError("heraldd has ended:\n" + (folder / "log").read_text(encoding="utf-8"))
        finally:
            process.terminate()
            process.wait()


def line(name, row, idle_seconds):
    """A row of the table: a print, an idle hour, and a day."""
    idle_bytes, idle_flushes = row.idle.bytes / idle_seconds, row.idle.flushes / idle_seconds
    day_bytes = PRINTS_A_DAY * row.print.bytes + DAY * idle_bytes
    day_flushes = PRINTS_A_DAY * row.print.flushes + DAY * idle_flushes
    return (f"| {name} | {row.print.bytes / 1e6:.2f} MB, {row.print.flushes} | {3600 * idle_bytes / 1e6:.2f} MB, "
            f"{3600 * idle_flushes:.0f} | {day_bytes / 1e6:.1f} MB, {day_flushes:.0f} |")


def main():
    parser = argparse.ArgumentParser(description="What Herald writes to an SD card in a day.")
    parser.add_argument("--print", type=int, default=1200, help="seconds that the print takes (default: 1200)")
    parser.add_argument("--idle", type=int, default=180, help="seconds without an event after it (default: 180)")
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=ROOT / "build/release/bin")
    arguments = parser.parse_args()
    rows, failures = {}, []

    def measure(name, options):
        try:
            rows[name] = Measurement(options, arguments.folder, arguments.print, arguments.idle).run()
        except (OSError, RuntimeError, subprocess.CalledProcessError) as failure:
            failures.append(f"{name}: {failure}")

    threads = [threading.Thread(target=measure, args=one) for one in ROWS.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        sys.exit("\n".join(failures))
    print("| configuration | a print: bytes, flushes | an idle hour | a day with six prints |\n| --- | --- | --- | --- |")
    for name in ROWS:
        print(line(name, rows[name], arguments.idle))
    print(f"\n{min(row.events for row in rows.values())} events in each print")


if __name__ == "__main__":
    main()
