#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""supervise.py PROGRAM ARGUMENT…: runs a program, and leaves nothing of it behind.

The program and all processes that it has started get SIGKILL if the program ends, if this gets SIGTERM, or if the process
that started this ends.
"""
import ctypes
import os
import signal
import subprocess
import sys

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
SIGNALS = {signal.SIGTERM, signal.SIGCHLD}


def children():
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return [int(pid) for pid in file.read().split()]


def wait_for_end_of(program):
    while signal.sigwait(SIGNALS) == signal.SIGCHLD:
        while (ended := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            if ended == program.pid:
                return


signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
libc = ctypes.CDLL(None)
libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # so orphans become children of this process
libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
wait_for_end_of(subprocess.Popen(sys.argv[1:], preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)))
while pids := children():
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for pid in pids:
        os.waitpid(pid, 0)
