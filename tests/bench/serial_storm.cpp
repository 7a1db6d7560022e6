// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "bench/process_figures.h"
#include "harness/process.h"
#include "herald/testing/temporary_folder.h"
#include "testing_pty.h"

/// serial_storm [LINES]: a printer on a terminal sends so many lines of all kinds, as fast as heraldd reads them.
/// Prints the speed and the cost.
namespace {

using namespace herald;

/// The lines of a busy printer. Of ten lines, most are acknowledgements and temperatures.
std::string storm(long lines) {
  std::string text;
  for (long i = 1; i <= lines; ++i) {
    switch (i % 10) {
      case 0: text += "SD printing byte " + std::to_string(i) + "/" + std::to_string(lines) + "\n"; break;
      case 1: text += "ok T:209.8 /210.0 B:60.1 /60.0 T0:209.8 /210.0 @:64 B@:12 P:31.2 A:33.6\n"; break;
      case 2: text += "echo:busy: processing\n"; break;
      case 3: text += "X:10.00 Y:20.00 Z:0.20 E:0.00 Count X:800 Y:1600 Z:80\n"; break;
      case 4:
        text += "NORMAL MODE: Percent done: " + std::to_string(100 * i / lines) + "; print time remaining in mins: 8\n";
        break;
      case 5: text += "echo:Unknown command: \"M999\"\n"; break;
      default: text += "ok N" + std::to_string(i) + " P15 B3\n";
    }
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  const long lines = argc > 1 ? std::max(1L, std::atol(argv[1])) : 1'000'000;
  const std::string text = storm(lines);
  const testing::TemporaryFolder folder;
  const serial::Pty pty(folder.path() / "printer");
  const auto config = folder.write("herald.properties", "herald.dataDir = " + (folder.path() / "data").string() +
                                                            "\nadmin.listen = off\nsource.p.type = serial\n"
                                                            "source.p.device = " +
                                                            (folder.path() / "printer").string() +
                                                            "\nsource.p.baud = 250000\nsink.out.type = stdout\n"
                                                            "sink.out.events = PrintStarted, PrintDone\n");
  testing::Process daemon({testing::heraldd(), "--config", config.string()});
  daemon.waitForLine("listens to");
  pty.send("Not SD printing\nFile opened: a.gco Size: " + std::to_string(lines) + "\n");
  const double cpu = bench::cpuSeconds(daemon.pid());
  const auto start = std::chrono::steady_clock::now();
  pty.send(text);
  pty.send("Done printing file\n");
  daemon.waitForLine("PrintDone");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const double used = bench::cpuSeconds(daemon.pid()) - cpu;
  std::cout << static_cast<long>(static_cast<double>(lines) / took.count()) << " lines a second, "
            << used / static_cast<double>(lines) * 1e6 << " µs of CPU each, " << bench::statusOf(daemon.pid(), "VmRSS")
            << " resident\n";
  return 0;
}
