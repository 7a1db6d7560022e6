// SPDX-License-Identifier: Apache-2.0
#include "bench/crowd_bench.h"

/// moonraker_crowd [PRINTERS [SECONDS]]: measures what it costs if one heraldd listens to so many printing Klippers,
/// through their Moonrakers. Exits with 1 if a connection was lost.
int main(int argc, char** argv) {
  using namespace herald::bench;
  return listenToCrowd({moonrakerTalk(), "type = moonraker\n", 200, 60}, argc, argv);
}
