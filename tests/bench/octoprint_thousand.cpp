// SPDX-License-Identifier: Apache-2.0
#include "bench/crowd_bench.h"

/// octoprint_thousand [PRINTERS [SECONDS]]: measures what it costs if one heraldd listens to so many printing
/// OctoPrints. Exits with 1 if a connection was lost.
int main(int argc, char** argv) {
  using namespace herald::bench;
  return listenToCrowd({octoPrintTalk(), "type = octoprint\napiKey = K3Y\n", 1000, 60}, argc, argv);
}
