// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/StreamSocket.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/address_behind.h"
#include "bench/process_figures.h"
#include "harness/process.h"
#include "herald/testing/crowd.h"
#include "herald/testing/temporary_folder.h"

/// http_flood [REQUESTS [SILENT [SLOW]]]: what a request to the http source costs, and how long good clients of the
/// source and of the admin port wait while so many others are silent or slow. Prints the cost and the longest waits.
namespace {

using namespace herald;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;
using SteadyClock = std::chrono::steady_clock;

constexpr int kClients = 8;
constexpr int kGoodRequests = 100;
constexpr const char* kBody = R"({"type":"FilamentLow","device":"mk4","payload":{"left":"12 m"}})";

std::string headOf(std::size_t length) {
  return "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(length) + "\r\n\r\n";
}

const std::string kPost = headOf(std::string(kBody).size()) + kBody;
const std::string kSlowPost = headOf(1'000'000);
const std::string kHealth = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
const std::string kSlowHealth = "GET /healthz HTTP/1.1\r\nHost: ";

/// Sends a request. Waits for its short answer, which arrives in one piece.
void exchange(StreamSocket& socket, const std::string& request, const char* status) {
  char answer[4096];
  socket.sendBytes(request.data(), static_cast<int>(request.size()));
  const int got = socket.receiveBytes(answer, sizeof answer);
  if (!std::string_view(answer, static_cast<std::size_t>(std::max(got, 0))).starts_with(status)) {
    throw std::runtime_error("the answer is not " + std::string(status));
  }
}

void measureCost(const SocketAddress& address, int pid, long requests) {
  const double cpu = bench::cpuSeconds(pid);
  const auto start = SteadyClock::now();
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      StreamSocket socket(address);
      for (long n = 0; n < requests / kClients; ++n) exchange(socket, kPost, "HTTP/1.1 202");
    });
  }
  for (auto& client : clients) client.join();
  const std::chrono::duration<double> took = SteadyClock::now() - start;
  std::cout << requests << " requests with one event each, " << kClients
            << " clients: " << static_cast<long>(static_cast<double>(requests) / took.count()) << " requests/s, "
            << (bench::cpuSeconds(pid) - cpu) * 1e6 / static_cast<double>(requests) << " us of CPU each\n";
}

/// How long the slowest of some good clients waits, from its connect to its answer.
struct Flood {
  std::size_t silent, slow;
};
void measureFlood(const SocketAddress& address, const Flood& flood, const std::string& slowRequest,
                  const std::string& request, const char* status) {
  const auto connect = [&] { return StreamSocket(address); };
  const test::Crowd silentOnes(flood.silent, connect);
  test::Crowd slowOnes(flood.slow, connect, slowRequest);
  SteadyClock::duration longest{};
  for (int i = 0; i < kGoodRequests; ++i) {
    slowOnes.drip('x');
    const auto start = SteadyClock::now();
    StreamSocket socket(address);
    exchange(socket, request, status);
    longest = std::max(longest, SteadyClock::now() - start);
  }
  const std::chrono::duration<double, std::milli> wait = longest;
  std::cout << kGoodRequests << " good clients beside " << flood.silent << " silent and " << flood.slow
            << " slow ones: " << status << ", the longest wait was " << wait.count() << " ms\n";
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int index, long fallback) {
    return argc > index ? std::max(1L, std::atol(argv[index])) : fallback;
  };
  const testing::TemporaryFolder folder;
  const auto config = folder.write(
      "herald.properties", "herald.dataDir = " + (folder.path() / "data").string() +
                               "\nadmin.listen = 127.0.0.1:0\nsource.s.type = http\nsource.s.listen = 127.0.0.1:0\n");
  testing::Process daemon({testing::heraldd(), "--config", config.string()});
  const auto admin = bench::addressBehind("/metrics are at", daemon);
  const auto source = bench::addressBehind("takes requests at", daemon);
  const Flood flood{static_cast<std::size_t>(argument(2, 1000)), static_cast<std::size_t>(argument(3, 500))};
  measureCost(source, daemon.pid(), argument(1, 200'000));
  measureFlood(source, flood, kSlowPost, kPost, "HTTP/1.1 202");
  measureFlood(admin, flood, kSlowHealth, kHealth, "HTTP/1.1 200");
  daemon.signal(SIGTERM);
  return daemon.wait();
}
