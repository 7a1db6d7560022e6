# SPDX-License-Identifier: Apache-2.0
"""One run of one row: what Herald does, and what others do with the same receiver."""
import contextlib
import math
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from programs import Herald, Place, Program, Receiver, SyslogNg, certificate, free_port, load, trusting_folder

BODY = 570  # bytes
BATCH = 500  # events in a request to the source
FEEDERS = 2  # connections to the source
SETTLE = 0.25  # seconds: by then the ends of deliveries are on disk
QUIET = 31  # seconds: if Herald has little to do for so long, it gives back what it does not use (quiet_times.h)


@contextlib.contextmanager
def fresh(place):
    """A folder for one run. It is on the disk of the build: in many systems /tmp is memory, where a sync costs nothing."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=place.folder))
    try:
        yield Place(place.build, folder, place.cache)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def urls_of(row, receiver):
    urls = [receiver.url(i) for i in range(row.sinks)]
    if row.dead:
        urls[-1] = f"{receiver.scheme}://127.0.0.1:{free_port()}/"
    return urls


def deliveries(row, events):
    """How many arrive. With shares, the sink of a device is that of its last digit."""
    if not row.shares:
        return events * row.sinks
    alive = row.sinks - bool(row.dead)
    return sum(number % row.devices % 10 < alive for number in range(events))


def configuration(row, urls, place):
    lines = [f"outbox.type = {row.outbox}", "outbox.memoryEvents = 1000000", "outbox.memoryBytes = 1 GiB",
             "outbox.diskBytes = 1 GiB"]
    if row.kind != "idle":
        lines += ["admin.listen = off"]
    for i, url in enumerate(urls):
        sink = f"sink.s{i}"
        lines += [f"{sink}.type = webhook", f"{sink}.url = {url}", f"{sink}.events = *",
                  f"{sink}.concurrency = {row.connections}"]
        if row.shares:
            lines += [f"{sink}.from = d*{i}"]
        if row.tls:
            lines += [f"{sink}.tls.ca = {certificate(place)}"]
    return lines


def flow_through(program, receiver, row, feed):
    """Events through a program as fast as it goes. Before, each connection has carried one."""
    first = max(row.connections, 10 * row.sinks)
    feed(first, 0)
    receiver.ask(f"expect {deliveries(row, first)}")
    time.sleep(SETTLE)
    receiver.ask("reset")
    cpu = program.cpu()
    start = feed(row.events, first)["start"]
    count = deliveries(row, first + row.events) - deliveries(row, first)
    last = receiver.ask(f"expect {count}")["last"] + row.delay * 1_000_000  # until its answer
    time.sleep(SETTLE)
    return {"rate": count / ((last - start) / 1e9), "cpu": (program.cpu() - cpu) / count * 1e6,
            "peak": program.megabytes("VmHWM"), "count": count}


def herald(place, row, watch=contextlib.nullcontext):
    with fresh(place) as here, Receiver(here, row) as receiver:
        with Herald(here, configuration(row, urls_of(row, receiver), here)) as daemon:
            with watch(daemon):
                figures = flow_through(daemon, receiver, row, feeder(here, daemon, row, "source"))
            daemon.stop()
        return figures | whole(receiver, figures["count"])


def feeder(place, program, row, form):
    connections = FEEDERS if form == "source" else 1
    return lambda events, first: load(place, program.port, form, row, events=events, first=first, batch=BATCH,
                                      connections=connections, **({"path": "/events"} if form == "source" else {}))


def whole(receiver, wanted):
    """Checks that each event has arrived once."""
    count = receiver.ask("stats")
    if count["different"] != wanted or count["twice"]:
        raise RuntimeError(f"{count['different']} events arrived of {wanted}, and {count['twice']} came again")
    return {"bytes": count["bytes"]}


def syslog_ng(place, row):
    """Each refusal costs it a second of a worker: then fewer events do."""
    row = row.with_values(events=row.events // 10) if row.fail else row
    with fresh(place) as here, Receiver(here, row) as receiver:
        with SyslogNg(here, row, urls_of(row, receiver)) as daemon:
            return flow_through(daemon, receiver, row, feeder(here, daemon, row, "lines"))


def bare_client(place, row):
    """It tries nothing again, so its receiver refuses nothing."""
    with fresh(place) as here, Receiver(here, row.with_values(fail=0)) as receiver:
        tls = {"tls": True} if row.tls else {}
        events = max(row.events * (1 if row.shares else row.sinks), row.connections)
        end = load(here, receiver.port, "request", row, events=events, warm=row.connections,
                   connections=row.connections, path="/s0", **tls)
    return {"rate": events / ((end["end"] - end["start"]) / 1e9), "cpu": end["cpu"] / events / 1000}


def wrk(place, row):
    with fresh(place) as here, Receiver(here, row.with_values(fail=0)) as receiver:
        body = '{"deviceIdentifier":"d1","apiSecret":"","topic":"FilamentLow","message":"'.ljust(BODY - 2, "x") + '"}'
        (here.folder / "post.lua").write_text(
            f"wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = '{body}'\n")
        command = ["wrk", "-t1", f"-c{row.connections}", "-d30s", "-s", str(here.folder / "post.lua"), receiver.url()]
        with Program(command) as sender:
            time.sleep(1 if row.connections > 8 else 0.25)  # until all connections are there
            cpu, start, before = sender.cpu(), time.monotonic(), receiver.ask("stats")["delivered"]
            time.sleep(2 if row.delay else 1)
            cpu, seconds = sender.cpu() - cpu, time.monotonic() - start
            count = receiver.ask("stats")["delivered"] - before
    return {"rate": count / seconds, "cpu": cpu / count * 1e6}


def latency(place, row):
    """From the moment when an event is due to its arrival at the receiver, in ms; then without Herald, and the disk."""
    paced = {"rate": row.rate, "events": row.events, "connections": 16}  # the source works on so many at a time
    with fresh(place) as here, Receiver(here, row) as receiver:
        with Herald(here, configuration(row, urls_of(row, receiver), here)) as daemon:
            load(here, daemon.port, "source", row, events=100, connections=16, path="/events")
            receiver.ask("expect 100")
            receiver.ask("reset")
            load(here, daemon.port, "source", row, path="/events", first=100, **paced)
            through = receiver.ask(f"expect {row.events}")
            daemon.stop()
        whole(receiver, row.events)
        receiver.ask("reset")
        load(here, receiver.port, "request", row, **paced)
        alone = receiver.ask("stats")
        disk = disk_times(here.folder / "sync", row)
    figures = {}
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        synced = disk[int(share * (len(disk) - 1))]
        figures |= {name: through[name] / 1000, f"{name} receiver": alone[name] / 1000, f"{name} disk": synced,
                    f"{name} above": through[name] / 1000 - alone[name] / 1000 - synced}
    return figures


def disk_times(file, row):
    """How long the disk alone keeps such events, in ms, sorted: each waits for the sync that runs, and then for its
    own, which it shares with all that are due by then. The blocks are there already, as in a log that is used again."""
    times = []
    file.write_bytes(b"0" * 4096 * row.events)
    descriptor = os.open(file, os.O_WRONLY)
    os.fsync(descriptor)
    start = time.monotonic()
    while len(times) < row.events:
        time.sleep(max(0, start + len(times) / row.rate - time.monotonic()))
        due = min(row.events, int((time.monotonic() - start) * row.rate) + 1)
        os.pwrite(descriptor, b"x" * 4096 * (due - len(times)), 4096 * len(times))
        os.fdatasync(descriptor)
        end = time.monotonic() - start
        times += [1000 * (end - i / row.rate) for i in range(len(times), due)]
    os.close(descriptor)
    return sorted(times)


def growth(place, row):
    """µs of CPU an event for each value, and the exponent: 0 is flat, 1 is twice the cost for twice the value."""
    measures = {"devices": with_devices, "waiting": with_waiting, "routes": with_routes}
    cost = {value: measures[row.vary](place, row, value) for value in row.values}
    return {str(value): cpu for value, cpu in cost.items()} | {"exponent": slope(cost)}


def slope(cost):
    """Of the line through the logarithms, by least squares."""
    points = [(math.log(value), math.log(cpu)) for value, cpu in cost.items()]
    x, y = (sum(column) / len(points) for column in zip(*points))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def with_devices(place, row, devices):
    return herald(place, row.with_values(devices=devices))["cpu"]


def with_waiting(place, row, waiting):
    """As many come in as the rate of the sink lets out. So the queue keeps its length."""
    with fresh(place) as here, Receiver(here, row) as receiver:
        lines = configuration(row, urls_of(row, receiver), here) + [f"sink.s0.rate = {row.rate}/s"]
        with Herald(here, lines) as daemon:
            load(here, daemon.port, "source", row, events=waiting, batch=BATCH, path="/events", connections=FEEDERS)
            receiver.ask("expect 1")
            cpu, before = daemon.cpu(), receiver.ask("stats")["different"]
            load(here, daemon.port, "source", row, events=row.events, first=waiting, rate=row.rate, path="/events",
                 connections=FEEDERS, batch=10)
            return (daemon.cpu() - cpu) / (receiver.ask("stats")["different"] - before) * 1e6


def with_routes(place, row, routes):
    """Each route has an event type of its own. The events that come take the last route."""
    with fresh(place) as here, Receiver(here, row) as receiver:
        lines = [line for line in configuration(row, urls_of(row, receiver), here) if ".events" not in line]
        for i in range(routes):
            lines += [f"route.r{i}.events = Type{i}", f"route.r{i}.to = s0"]
        with Herald(here, lines) as daemon:
            def feed(events, first):
                return load(here, daemon.port, "source", row, events=events, first=first, batch=BATCH, path="/events",
                            connections=FEEDERS, type=f"Type{routes - 1}")
            figures = flow_through(daemon, receiver, row, feed)
            daemon.stop()
        whole(receiver, figures["count"])
        return figures["cpu"]


def idle(place, row):
    """Memory in MB, when Herald has been quiet for long enough to give back what it does not use."""
    with fresh(place) as here, Receiver(here, row) as receiver, Program([here.program("octoprint_host")]) as printer:
        port = int(printer.line())
        urls = urls_of(row, receiver)
        lines = [line for line in configuration(row, urls, here) if "outbox" not in line and "concurrency" not in line]
        lines += ["admin.listen = 127.0.0.1:0", "source.mk3.type = octoprint", f"source.mk3.url = http://127.0.0.1:{port}",
                  "source.mk3.apiKey = secret"]
        environment = {}
        if row.tls:
            lines = [line for line in lines if ".tls.ca" not in line]
            environment = {"SSL_CERT_DIR": f"/etc/ssl/certs:{trusting_folder(here)}", "SSL_CERT_FILE": None}
        with Herald(here, lines, environment) as daemon:
            printer.line("connected")
            load(here, daemon.port, "source", row, events=10, path="/events")
            receiver.ask(f"expect {10 * row.sinks}")
            time.sleep(2 * QUIET)  # the first of them may not be quiet
            figures = {"memory": daemon.megabytes("VmRSS")}
            if row.events:
                receiver.process.kill()
                load(here, daemon.port, "source", row, events=row.events, first=10, batch=BATCH, path="/events")
                time.sleep(2 * QUIET)
                figures |= {"waiting": daemon.megabytes("VmRSS"), "more": daemon.megabytes("VmRSS") - figures["memory"]}
            return figures


def flame_graph(place, row, file):
    """Runs the row under perf, and draws where the time goes. The folded stacks are beside the drawing."""
    data = file.with_suffix(".perf")

    @contextlib.contextmanager
    def watch(daemon):
        command = ["perf", "record", "-q", "-F", "499", "--call-graph", "dwarf,8192", "-o", str(data), "-p",
                   str(daemon.process.pid)]
        with subprocess.Popen(command) as perf:
            yield
            perf.send_signal(signal.SIGINT)

    herald(place, row, watch)
    if not data.exists():
        raise RuntimeError("perf may not look into programs: run it as root, or `sysctl kernel.perf_event_paranoid=1`")
    scripts = subprocess.run(["perf", "--exec-path"], check=True, capture_output=True, text=True).stdout.strip()
    stacks = subprocess.run(["perf", "script", "--no-inline", "-i", str(data), "-s",
                             f"{scripts}/scripts/python/stackcollapse.py"], check=True, capture_output=True).stdout
    file.with_suffix(".folded").write_bytes(stacks)
    draw = place.cache / "libdevel-nytprof-perl/usr/share/perl5/Devel/NYTProf/flamegraph.pl"
    file.write_bytes(subprocess.run(["perl", str(draw), "--title", row.about, "--countname", "samples"], check=True,
                                    input=stacks, capture_output=True).stdout)
    data.unlink()
