// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace herald::testing {

/// A port of the loopback that nobody uses at the moment, for a server that cannot choose one itself. The system gives
/// it to nobody else meanwhile.
int freePort();

/// Waits until a server listens at this port of the loopback.
void waitUntilListening(int port);

}  // namespace herald::testing
