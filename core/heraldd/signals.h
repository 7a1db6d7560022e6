// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/outcome.h"

namespace herald::core {

/// Blocks the signals that stop or reload the daemon, and SIGPIPE, in this thread and in all threads that it starts. A
/// signal during start or stop then waits instead of killing the process. Call it before any other thread begins.
void blockSignals();

/// Waits for one of the blocked signals: SIGTERM, SIGINT, SIGQUIT or SIGHUP. Returns its number; 0 if none comes within
/// `limit`, or if a debugger stopped the process meanwhile.
int waitForSignal(Millis limit);

/// Asks the thread in waitForSignal() for a reload, as SIGHUP from outside does. Every thread may call it.
void askForReload();

/// Lets a crash end the process. Poco's Application turns the signals of a crash into exceptions.
void restoreCrashSignals();

}  // namespace herald::core
