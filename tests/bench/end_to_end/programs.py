# SPDX-License-Identifier: Apache-2.0
"""The programs of a run: each starts in a folder of its own, and ends with its `with`."""
import contextlib
import dataclasses
import glob
import json
import os
import pathlib
import queue
import re
import signal
import socket
import subprocess
import threading
import time

PATIENCE = 60  # seconds after which a run has failed


@dataclasses.dataclass
class Place:
    """Where a run finds its programs, and where it may write."""

    build: pathlib.Path
    folder: pathlib.Path
    cache: pathlib.Path  # with the unpacked packages of Debian

    def program(self, name):
        return str(self.build / ("bin" if name.startswith("herald") else "tests") / name)


class Program:
    """A program that runs. A thread reads what it prints, so that it never waits for us. A variable of the environment
    that is None is not set."""

    def __init__(self, command, environment=None, **options):
        self.name = command[0]
        everything = {**os.environ, **(environment or {})}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                        env={name: value for name, value in everything.items() if value is not None},
                                        **options)
        self.lines = queue.SimpleQueue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def line(self, pattern=""):
        """The next line that has this pattern."""
        seen = []
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(queue.Empty):
                seen.append(self.lines.get(timeout=max(0.001, end - time.monotonic())))
                if seen[-1] and re.search(pattern, seen[-1]):
                    return seen[-1]
                if seen[-1]:
                    continue
            raise RuntimeError(f"{self.name} does not say `{pattern}`: " + "".join(filter(None, seen)))

    def cpu(self):
        """Seconds of CPU, by the clock of the process: CPUCLOCK_SCHED of Linux."""
        return time.clock_gettime(~self.process.pid << 3 | 2)

    def megabytes(self, field):
        """VmHWM: the peak of the memory. VmRSS: the memory now."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+)", text)[1]) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if code := self.process.wait(PATIENCE):
            raise RuntimeError(f"{self.name} ends with {code}")


class Receiver(Program):
    """Counts what arrives: see receiver.cpp."""

    def __init__(self, place, row):
        command = [place.program("bench_receiver"), "--delay", str(row.delay), "--fail", str(row.fail)]
        if row.tls:
            command += ["--certificate", str(certificate(place)), "--key", str(certificate(place))]
        super().__init__(command, stdin=subprocess.PIPE)
        self.port = int(self.line())
        self.scheme = "https" if row.tls else "http"

    def url(self, sink=0):
        return f"{self.scheme}://127.0.0.1:{self.port}/s{sink}"

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return json.loads(self.line())

    def __exit__(self, *exception):
        self.process.stdin.close()
        super().__exit__(*exception)


class Herald(Program):
    def __init__(self, place, lines, environment=None):
        config = place.folder / "herald.properties"
        config.write_text("\n".join([f"herald.dataDir = {place.folder}/data", "source.s.type = http",
                                     "source.s.listen = 127.0.0.1:0", *lines]) + "\n")
        config.chmod(0o600)
        super().__init__([place.program("heraldd"), "--config", str(config)], environment, stderr=subprocess.STDOUT)
        self.port = int(re.search(r"http://127.0.0.1:(\d+)", self.line("takes requests at"))[1])


class SyslogNg(Program):
    """syslog-ng from Debian, unpacked: lines over TCP become requests, one each."""

    def __init__(self, place, row, urls):
        home = place.cache / "syslog-ng-core" / "usr"
        modules = [folder for package in ("syslog-ng-core", "syslog-ng-mod-http")
                   for folder in glob.glob(f"{place.cache}/{package}/usr/lib/syslog-ng/[0-9]*")]
        environment = {"LD_LIBRARY_PATH": f"{home}/lib/syslog-ng:{os.environ.get('LD_LIBRARY_PATH', '')}"}
        version = subprocess.run([home / "sbin/syslog-ng", "--version", "--module-path", ":".join(modules)], check=True,
                                 capture_output=True, text=True, env={**os.environ, **environment}).stdout
        self.port = free_port()
        (place.folder / "syslog-ng.conf").write_text(self.configuration(
            re.search(r"Config version: ([\d.]+)", version)[1], place.folder, row, urls))
        files = [f"--{name}={place.folder}/syslog-ng.{end}"
                 for name, end in (("cfgfile", "conf"), ("persist-file", "persist"), ("pidfile", "pid"), ("control", "ctl"))]
        super().__init__([str(home / "sbin/syslog-ng"), "-F", "--no-caps", "--module-path", ":".join(modules), *files],
                         environment, stderr=subprocess.STDOUT)
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self.port)):
                break
            if self.process.poll() is not None or time.monotonic() > end:
                self.line("started, but nobody listens")  # says what it has printed
            time.sleep(0.01)

    def configuration(self, version, folder, row, urls):
        # With 64 workers, syslog-ng has no place left for more.
        buffer = (f'disk-buffer(reliable(yes) disk-buf-size(1073741824) mem-buf-size(67108864) dir("{folder}"))'
                  if row.outbox == "disk" else "log-fifo-size(1000000)")
        tls = 'tls(peer-verify(no))' if row.tls else ""
        share = "filter {{ message('d[0-9]*{}\"'); }};" if row.shares else ""
        sinks = "".join(
            f"log {{ source(s); {share.format(i)}"
            f' destination {{ http(url("{url}") method("POST") headers("Content-Type: application/json")'
            f' body("${{MESSAGE}}") workers({min(row.connections, 50)}) batch-lines(1) time-reopen(1)'
            f' persist-name("d{i}") {buffer} {tls}); }}; flags(flow-control); }};\n'
            for i, url in enumerate(urls))
        return (f"@version: {version}\noptions {{ stats-freq(0); log-msg-size(65536); }};\n"
                f'source s {{ network(ip("127.0.0.1") port({self.port}) transport("tcp") flags(no-parse)'
                f" log-iw-size(100000) log-fetch-limit(1000)); }};\n{sinks}")


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def load(place, port, form, row, **options):
    """Runs bench_load to its end: when it began and ended, and its CPU in between, in ns."""
    arguments = {"form": form, "devices": row.devices, **options}
    command = [place.program("bench_load"), str(port)]
    for name, value in arguments.items():
        command += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    except subprocess.CalledProcessError as fault:
        raise RuntimeError(f"{' '.join(command)}: {fault.stderr}") from fault
    except subprocess.TimeoutExpired as fault:
        raise RuntimeError(f"{' '.join(command)} does not end") from fault
    return json.loads(done.stdout)


def certificate(place):
    """One file with a key and its certificate for 127.0.0.1."""
    file = place.folder.parent / "certificate.pem"
    if not file.exists():
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "30", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", file.with_suffix(".key"), "-out", file.with_suffix(".crt")],
                       check=True, capture_output=True)
        file.write_text(file.with_suffix(".key").read_text() + file.with_suffix(".crt").read_text())
        file.chmod(0o600)
    return file


def trusting_folder(place):
    """A folder in which OpenSSL finds that certificate as one of the system."""
    folder = place.folder / "authorities"
    folder.mkdir()
    name = subprocess.run(["openssl", "x509", "-noout", "-hash", "-in", certificate(place)], check=True,
                          capture_output=True, text=True).stdout.strip()
    (folder / f"{name}.0").symlink_to(certificate(place))
    return folder
