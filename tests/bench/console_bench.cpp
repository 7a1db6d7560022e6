// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/address_behind.h"
#include "bench/process_figures.h"
#include "harness/api_client.h"
#include "harness/process.h"
#include "herald/http_server.h"
#include "herald/testing/temporary_folder.h"

/// console_bench [EVENTS [ROUNDS]]: what the console costs the pipeline. Events come in over HTTP and go out over a
/// webhook, kept on disk in between: a round without a page, a round with three live pages, in turn. Then: how long a
/// preview and the overview take.
namespace {

using namespace herald;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;
using SteadyClock = std::chrono::steady_clock;

constexpr long kEventsOfARequest = 100;
constexpr int kDevices = 60;
constexpr int kPages = 3;

double secondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

/// Takes each delivery, and counts.
class Counter : public HttpService {
 public:
  std::optional<ServerAnswer> refusal(const ServerRequest&) override { return std::nullopt; }
  ServerAnswer answer(ServerRequest) override {
    ++count_;
    count_.notify_one();
    return {.status = 204};
  }
  void waitFor(long count) {
    for (long now = count_; now < count; now = count_) count_.wait(now);
  }

 private:
  std::atomic<long> count_ = 0;
};

/// A browser that shows what happens: reads the stream to its end.
class LivePage {
 public:
  explicit LivePage(const std::string& socket) : socket_(SocketAddress(SocketAddress::UNIX_LOCAL, socket)) {
    const std::string request = "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket_.sendBytes(request.data(), static_cast<int>(request.size()));
    reader_ = std::thread([this] {
      char bytes[1 << 14];
      while (socket_.receiveBytes(bytes, sizeof bytes) > 0) {
      }
    });
  }
  ~LivePage() {
    socket_.shutdown();
    reader_.join();
  }

 private:
  StreamSocket socket_;
  std::thread reader_{};
};

/// Events as a script sends them, in lines.
void send(const SocketAddress& source, long events) {
  StreamSocket socket(source);
  for (long done = 0; done < events; done += kEventsOfARequest) {
    std::string body;
    for (long i = done; i < std::min(events, done + kEventsOfARequest); ++i) {
      body += R"({"type":"FilamentLow","device":"mk)" + std::to_string(i % kDevices) +
              R"(","payload":{"left":"12 m","spool":"PETG black","file":"benchy.gcode"}})" + "\n";
    }
    const std::string request = "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n" +
                                ("Content-Length: " + std::to_string(body.size())) + "\r\n\r\n" + body;
    socket.sendBytes(request.data(), static_cast<int>(request.size()));
    char answer[1 << 14];
    const int got = socket.receiveBytes(answer, sizeof answer);
    if (!std::string_view(answer, static_cast<std::size_t>(std::max(got, 0))).starts_with("HTTP/1.1 202")) {
      throw std::runtime_error("the source refuses: " +
                               std::string(answer, static_cast<std::size_t>(std::max(got, 0))));
    }
  }
}

/// Asks the same again and again: how long each answer takes, in ms.
void measureAnswers(const testing::ApiClient& api, const std::string& method, const std::string& path,
                    const std::string& body, int times) {
  std::vector<double> waits;
  for (int i = 0; i < times; ++i) {
    const auto start = SteadyClock::now();
    const auto answer = api.ask(method, path, body);
    waits.push_back(secondsSince(start) * 1e3);
    if (answer.status != 200) throw std::runtime_error(path + " answers " + answer.body);
  }
  std::sort(waits.begin(), waits.end());
  std::cout << path << ": " << median(waits) << " ms, the longest of " << times << ": " << waits.back() << " ms\n";
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int index, long fallback) {
    return argc > index ? std::max(1L, std::atol(argv[index])) : fallback;
  };
  const long events = argument(1, 20'000);
  const long rounds = argument(2, 5);
  const testing::TemporaryFolder folder;
  Counter counter;
  const Poco::Net::ServerSocket port(SocketAddress("127.0.0.1", 0));
  const HttpServer receiver(port, counter, {.mostConnections = 256});
  const auto data = (folder.path() / "data").string();
  const auto config = folder.write(
      "herald.properties", "herald.dataDir = " + data + "\nadmin.listen = off\nsource.s.type = http\n" +
                               "source.s.listen = 127.0.0.1:0\nsink.w.type = webhook\n" + "sink.w.url = http://" +
                               port.address().toString() + "/\nsink.w.events = *\n");
  testing::Process daemon({testing::heraldd(), "--config", config.string()});
  const auto source = bench::addressBehind("takes requests at", daemon);
  const auto socket = data + "/herald.sock";
  long sent = 0;
  std::vector<double> rates[2], cpus[2];
  for (long round = 0; round < 2 * rounds; ++round) {
    const bool watched = round % 2 != 0;
    std::vector<std::unique_ptr<LivePage>> pages;
    for (int i = 0; watched && i < kPages; ++i) pages.push_back(std::make_unique<LivePage>(socket));
    const double cpu = bench::cpuSeconds(daemon.pid());
    const auto start = SteadyClock::now();
    send(source, events);
    counter.waitFor(sent += events);
    rates[watched].push_back(static_cast<double>(events) / secondsSince(start));
    cpus[watched].push_back((bench::cpuSeconds(daemon.pid()) - cpu) * 1e6 / static_cast<double>(events));
  }
  for (const bool watched : {false, true}) {
    std::cout << (watched ? "three live pages: " : "no page:          ") << static_cast<long>(median(rates[watched]))
              << " events/s, " << median(cpus[watched]) << " us of CPU each (median of " << rounds << ")\n";
  }
  std::cout << "events/s with three live pages: " << median(rates[1]) / median(rates[0]) << " of those without\n";
  const testing::ApiClient api(socket);
  const std::string form = R"({"name":"w","original":"w","values":{"type":"webhook","url":{"stored":true},)"
                           R"("data":"{\"text\": \"@{device}: @{topic}\"}"}})";
  measureAnswers(api, "POST", "hooks/preview", form, static_cast<int>(40 * rounds));
  measureAnswers(api, "GET", "overview", {}, static_cast<int>(40 * rounds));
  daemon.signal(SIGTERM);
  return daemon.wait();
}
