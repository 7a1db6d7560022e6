// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "bench/process_figures.h"
#include "bench/push_crowd.h"
#include "harness/patience.h"
#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

/// octoprint_thousand [PRINTERS [SECONDS]]: measures what it costs if one heraldd listens to so many printing
/// OctoPrints. Exits with 1 if a connection was lost.
namespace {

using namespace herald;
using bench::cpuSeconds;
using bench::statusOf;
using Seconds = std::chrono::duration<double>;

long openFiles(int pid) {
  const std::filesystem::directory_iterator files("/proc/" + std::to_string(pid) + "/fd");
  return std::distance(begin(files), end(files));
}

void show(const std::string& when, int pid, const bench::PushCrowd& crowd) {
  std::cout << when << ": " << crowd.connected() << " connected, " << statusOf(pid, "Threads") << " threads, "
            << statusOf(pid, "VmRSS") << " resident, " << openFiles(pid) << " files, " << cpuSeconds(pid)
            << " s of CPU\n";
}

std::string configuration(int printers, int port, const std::filesystem::path& data) {
  std::ostringstream text;
  text << "herald.dataDir = " << data.string() << "\nadmin.listen = off\ndefaults.octoprint.apiKey = K3Y\n";
  for (int i = 0; i < printers; ++i)
    text << "source.p" << i << ".type = octoprint\nsource.p" << i << ".url = http://127.0.0.1:" << port << "\n";
  text << "sink.out.type = stdout\nsink.out.events = PrintDone\n";
  return text.str();
}

}  // namespace

int main(int argc, char** argv) {
  const int printers = argc > 1 ? std::atoi(argv[1]) : 1000;
  const Seconds lasts(argc > 2 ? std::atof(argv[2]) : 60);
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);

  bench::PushCrowd crowd;
  const testing::TemporaryFolder folder;
  const auto config = folder.write("herald.properties", configuration(printers, crowd.port(), folder.path() / "data"));
  const auto start = std::chrono::steady_clock::now();
  testing::Process daemon({testing::heraldd(), "--config", config.string()});
  while (crowd.connected() < printers &&
         Seconds(std::chrono::steady_clock::now() - start) < Seconds(::testing::kPatience))
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::cout << "all connected after " << Seconds(std::chrono::steady_clock::now() - start).count() << " s\n";
  show("at first", daemon.pid(), crowd);
  const double cpu = cpuSeconds(daemon.pid());
  const long sent = crowd.sent();
  std::this_thread::sleep_for(lasts);
  show("after " + std::to_string(static_cast<int>(lasts.count())) + " s", daemon.pid(), crowd);
  const double used = cpuSeconds(daemon.pid()) - cpu;
  const auto messages = static_cast<double>(crowd.sent() - sent);
  std::cout << messages / lasts.count() << " messages a second, " << used / messages * 1e6 << " µs of CPU each ("
            << 100 * used / lasts.count() << " % of one), " << crowd.pings() << " pings answered\n";
  const bool alive = crowd.connected() == printers;
  const auto stopping = std::chrono::steady_clock::now();
  daemon.signal(SIGTERM);
  const int code = daemon.wait();
  std::cout << "stopped with " << code << " after " << Seconds(std::chrono::steady_clock::now() - stopping).count()
            << " s\n";
  return alive && code == 0 ? 0 : 1;
}
