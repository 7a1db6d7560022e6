// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "bench/printer_talk.h"

namespace herald::bench {

/// Which printers a bench listens to.
struct Crowd {
  std::unique_ptr<PrinterTalk> talk{};
  std::string source{};  ///< the options of each source except its url: "type = moonraker", one in a line
  int printers = 0;
  double seconds = 0;  ///< how long
};

/// Takes the number of printers and of seconds from the arguments of the program, if it has some. Listens to these
/// printers with one heraldd, and prints what that costs. Returns the exit code: 1 if a connection was lost.
int listenToCrowd(Crowd crowd, int argc, char** argv);

}  // namespace herald::bench
