// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/clock/time_source.h"
#include "bench/silent_host.h"
#include "engine/delivery_log/delivery_log.h"
#include "engine/dispatch/dispatcher.h"
#include "engine/outbox/kinds/disk_outbox.h"
#include "herald/testing/temporary_folder.h"

// log_bench [EVENTS]: what the delivery log costs. First one call of DeliveryLog::add. Then a publisher on disk, with
// the log and without it: how long one store takes, and how much the disk gets. The sink sends nothing, but each
// attempt has a request of 600 bytes for the log.

namespace {

using namespace herald;
using namespace herald::core;
using bench::SilentHost;

using Microseconds = std::chrono::duration<double, std::micro>;

/// A sink whose attempts look to the log like those of a webhook.
class RequestingSink final : public Sink {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt&) override {
    AttemptTrace::sends(request_).gets(response_);
    return {.status = 200};
  }

  const HttpRequest& request() const { return request_; }
  const HttpResponse& response() const { return response_; }

 private:
  const HttpRequest request_{.url = "https://hooks.example.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
                             .body = std::string(600, 'x'),
                             .headers = {{"Content-Type", "application/json"}, {"webhook-id", "01a22721-a063-7559"}}};
  const HttpResponse response_{.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = "ok"};
};

std::shared_ptr<const Event> makeEvent(std::size_t number) {
  Event event;
  event.type = "PrintDone";
  event.category = Category::Lifecycle;
  event.id = "01a22721-a063-7559-bdb9-" + std::to_string(100000000000 + number);
  event.source = event.device = "mk3";
  event.payload = R"({"name":"DarwinKeycap.gcode","path":"caps/DarwinKeycap.gcode","origin":"local","size":242038})";
  event.context = R"({"job":{"file":{"name":")" + std::string(400, 'x') + R"("}}})";
  return std::make_shared<const Event>(std::move(event));
}

LogEntry makeEntry(const Event& event) {
  return {.time = std::chrono::system_clock::now(),
          .category = event.category,
          .sink = "slack",
          .source = event.source,
          .device = event.device,
          .event = event.id,
          .type = event.type,
          .attempt = 1,
          .status = 200,
          .address = "https://hooks.example.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"};
}

/// A store that takes nothing.
class NoStore final : public LogStore {
 public:
  LogExtent extent() override { return {}; }
  void write(const std::vector<LogRow>&, const LogBounds&, std::chrono::system_clock::time_point) override {}
  LogPage read(const LogQuery&) override { return {}; }
  std::string exchanges(std::uint64_t) override { return {}; }
  std::string event(const std::string&) override { return {}; }
  std::vector<std::string> newestEvents(std::size_t) override { return {}; }
};

/// One call of add(), without the entry that the caller makes anyway.
double measureAdd(bool hasDetail) {
  constexpr std::size_t kCalls = 1000;
  SystemTime time;
  NoStore store;
  DeliveryLog log(store, time, {});
  const RequestingSink sink;
  const auto event = makeEvent(1);
  std::vector<std::pair<LogEntry, LogDetail>> all;
  for (std::size_t i = 0; i < kCalls; ++i) {
    all.emplace_back(makeEntry(*event), LogDetail{});
    if (hasDetail) all.back().second = {event, {{.request = sink.request(), .response = sink.response()}}};
  }
  const auto start = time.now();
  for (auto& [entry, detail] : all) log.add(std::move(entry), std::move(detail));
  return Microseconds(time.now() - start).count() / kCalls;
}

/// What the disk got by this process so far, in bytes.
double writtenBytes() {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/io", "r"), &std::fclose);
  if (!file) return 0;
  char line[128];
  while (std::fgets(line, sizeof(line), file.get())) {
    if (std::strncmp(line, "wchar: ", 7) == 0) return std::strtod(line + 7, nullptr);
  }
  return 0;
}

/// What this process has used so far, in all its threads.
double cpuMicroseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return 1e6 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

struct Figures {
  double perSecond = 0;
  double cpu = 0;     // microseconds an event
  double median = 0;  // of one store, in microseconds
  double p99 = 0;
  double written = 0;  // bytes an event
  std::uint64_t lost = 0;
};

/// One publisher stores an event each millisecond, or as fast as the disk takes them.
Figures measure(std::size_t count, bool hasLog, bool isFast) {
  SystemTime time;
  const testing::TemporaryFolder folder;
  DiskOutbox::Options options{.bounds = {}, .disk = {}, .inFlight = folder.path() / "in-flight"};
  options.disk.file.path = folder.path() / "outbox.db";
  DiskOutbox outbox(options, time);
  std::unique_ptr<DeliveryLog> log;
  DispatcherCallbacks callbacks;
  if (hasLog) {
    log = std::make_unique<DeliveryLog>(*outbox.deliveryLog(), time, DeliveryLog::Mask{});
    callbacks.log = [&](LogEntry entry, LogDetail detail) { log->add(std::move(entry), std::move(detail)); };
  }
  Dispatcher dispatcher(outbox, time, std::move(callbacks));
  SinkSetup setup;
  setup.name = "slack";
  setup.sink = std::make_shared<RequestingSink>();
  setup.host = std::make_shared<SilentHost>();
  dispatcher.set(std::move(setup));
  std::vector<double> times;
  const auto before = writtenBytes();
  const auto cpu = cpuMicroseconds();
  const auto start = time.now();
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<Delivery> deliveries{{.sink = "slack", .event = makeEvent(i), .accepted = time.now()}};
    const auto began = time.now();
    outbox.store(deliveries);
    times.push_back(Microseconds(time.now() - began).count());
    dispatcher.wake({"slack"});
    if (!isFast) std::this_thread::sleep_until(start + std::chrono::milliseconds(i + 1));
  }
  dispatcher.finish(Clock::time_point::max());
  const std::chrono::duration<double> seconds = time.now() - start;
  if (outbox.counts("slack").totals.delivered != count) throw std::runtime_error("a delivery is missing");
  const auto lost = log ? log->health().lost : 0;
  log.reset();
  outbox.flush();
  std::sort(times.begin(), times.end());
  return {static_cast<double>(count) / seconds.count(),
          (cpuMicroseconds() - cpu) / static_cast<double>(count),
          times[count / 2],
          times[count * 99 / 100],
          (writtenBytes() - before) / static_cast<double>(count),
          lost};
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 20000;
  if (argc > 1) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), count);
  count = std::max<std::size_t>(200, count);

  std::printf("add(): %.2f µs, with a request and an event: %.2f µs\n\n", measureAdd(false), measureAdd(true));
  std::printf("%-24s %9s %14s %8s %8s %14s %5s\n", "", "events/s", "µs CPU/event", "p50 µs", "p99 µs", "bytes written",
              "lost");
  for (const bool isFast : {false, true}) {
    for (const bool hasLog : {false, true}) {
      const auto figures = measure(isFast ? count : count / 10, hasLog, isFast);
      const std::string name = std::string(isFast ? "as fast as it goes" : "1 event/ms") + (hasLog ? ", log" : "");
      std::printf("%-24s %9.0f %13.1f %7.0f %7.0f %14.0f %5llu\n", name.c_str(), figures.perSecond, figures.cpu,
                  figures.median, figures.p99, figures.written, static_cast<unsigned long long>(figures.lost));
    }
  }
}
