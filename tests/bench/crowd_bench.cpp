// SPDX-License-Identifier: Apache-2.0
#include "bench/crowd_bench.h"

#include <signal.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <thread>

#include "bench/process_figures.h"
#include "bench/push_crowd.h"
#include "harness/patience.h"
#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::bench {
namespace {

using Seconds = std::chrono::duration<double>;

long openFiles(int pid) {
  const std::filesystem::directory_iterator files("/proc/" + std::to_string(pid) + "/fd");
  return std::distance(begin(files), end(files));
}

void show(const std::string& when, int pid, const PushCrowd& servers) {
  std::cout << when << ": " << servers.connected() << " connected, " << statusOf(pid, "Threads") << " threads, "
            << statusOf(pid, "VmRSS") << " resident, " << openFiles(pid) << " files, " << cpuSeconds(pid)
            << " s of CPU\n";
}

std::string configuration(const Crowd& crowd, int port, const std::filesystem::path& data) {
  std::ostringstream text;
  text << "herald.dataDir = " << data.string() << "\nadmin.listen = off\n";
  for (int i = 0; i < crowd.printers; ++i) {
    const std::string source = "source.p" + std::to_string(i) + ".";
    text << source << "url = http://127.0.0.1:" << port << "\n";
    std::istringstream options(crowd.source);
    for (std::string option; std::getline(options, option);) text << source << option << "\n";
  }
  text << "sink.out.type = stdout\nsink.out.events = PrintDone\n";
  return text.str();
}

void allowManyFiles() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

void waitForAll(const PushCrowd& servers, int printers) {
  const auto start = std::chrono::steady_clock::now();
  while (servers.connected() < printers &&
         Seconds(std::chrono::steady_clock::now() - start) < Seconds(testing::kPatience))
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::cout << "all connected after " << Seconds(std::chrono::steady_clock::now() - start).count() << " s\n";
}

}  // namespace

int listenToCrowd(Crowd crowd, int argc, char** argv) {
  if (argc > 1) crowd.printers = std::atoi(argv[1]);
  if (argc > 2) crowd.seconds = std::atof(argv[2]);
  allowManyFiles();
  PushCrowd servers(*crowd.talk);
  const testing::TemporaryFolder folder;
  const auto config = folder.write("herald.properties", configuration(crowd, servers.port(), folder.path() / "data"));
  testing::Process daemon({testing::heraldd(), "--config", config.string()});
  waitForAll(servers, crowd.printers);
  show("at first", daemon.pid(), servers);
  const double cpu = cpuSeconds(daemon.pid());
  const long sent = servers.sent();
  std::this_thread::sleep_for(Seconds(crowd.seconds));
  show("after " + std::to_string(static_cast<int>(crowd.seconds)) + " s", daemon.pid(), servers);
  const double used = cpuSeconds(daemon.pid()) - cpu;
  const auto messages = static_cast<double>(servers.sent() - sent);
  std::cout << messages / crowd.seconds << " messages a second, " << used / messages * 1e6 << " µs of CPU each ("
            << 100 * used / crowd.seconds << " % of one), " << servers.pings() << " pings answered\n";
  const bool alive = servers.connected() == crowd.printers;
  const auto stopping = std::chrono::steady_clock::now();
  daemon.signal(SIGTERM);
  const int code = daemon.wait();
  std::cout << "stopped with " << code << " after " << Seconds(std::chrono::steady_clock::now() - stopping).count()
            << " s\n";
  return alive && code == 0 ? 0 : 1;
}

}  // namespace herald::bench
