// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/process_figures.h"
#include "bench/silent_host.h"
#include "engine/dispatch/dispatcher.h"
#include "engine/outbox/kinds/disk_outbox.h"
#include "herald/testing/temporary_folder.h"

// Measures what a long queue costs: the memory behind a sink that is down, and the time of a start with a full outbox,
// until it is open and until each sink has delivered once. Each part runs in its own process.

namespace {

using namespace herald;
using namespace herald::core;
using bench::SilentHost;
using bench::statusOf;

constexpr std::size_t kMiB = std::size_t{1} << 20;

class FunctionSink final : public Sink {
 public:
  explicit FunctionSink(std::function<Outcome()> act) : act_(std::move(act)) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt&) override { return act_(); }

 private:
  std::function<Outcome()> act_;
};

std::unique_ptr<Outbox> open(const testing::TemporaryFolder& folder, TimeSource& time, std::size_t diskBytes) {
  DiskOutbox::Options options{.bounds = {.diskBytes = diskBytes}, .disk = {}, .inFlight = folder.path() / "in-flight"};
  options.disk.file.path = folder.path() / "outbox.db";
  return std::make_unique<DiskOutbox>(options, time);
}

void add(Dispatcher& dispatcher, const std::string& name, std::function<Outcome()> act) {
  SinkSetup setup;
  setup.name = name;
  setup.sink = std::make_shared<FunctionSink>(std::move(act));
  setup.host = std::make_shared<SilentHost>();
  dispatcher.set(std::move(setup));
}

/// Stores `rounds` events of each device for each sink.
void fill(Outbox& outbox, const TimeSource& time, int devices, int rounds, std::size_t size,
          const std::vector<std::string>& sinks) {
  for (int round = 0; round < rounds; ++round) {
    std::vector<Delivery> deliveries;
    for (int device = 0; device < devices; ++device) {
      auto event = std::make_shared<Event>();
      event->id = std::to_string(round * devices + device);
      event->type = "PrintDone";
      event->device = "printer" + std::to_string(device);
      event->category = Category::Lifecycle;
      event->payload = "\"" + std::string(size, 'x') + "\"";
      for (const auto& sink : sinks) deliveries.push_back({.sink = sink, .event = event, .accepted = time.now()});
    }
    outbox.store(deliveries);
  }
}

std::string memory() {
  ::malloc_trim(0);
  return statusOf(::getpid(), "VmRSS");
}

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void deadSink(int devices) {
  SystemTime time;
  const testing::TemporaryFolder folder;
  const auto outbox = open(folder, time, 256 * kMiB);
  Dispatcher dispatcher(*outbox, time);
  add(dispatcher, "dead", [] { return Outcome{.verdict = Outcome::Verdict::Retry, .reason = "no connection"}; });
  const auto before = memory();
  fill(*outbox, time, devices, 64, 2000, {"dead"});
  dispatcher.wake({"dead"});
  dispatcher.finish(Clock::time_point::max());  // it has read everything, and waits for a retry
  std::printf("%d devices x 64 deliveries of 2 KB behind a dead sink: %s before, %s with them\n", devices,
              before.c_str(), memory().c_str());
  if (outbox->counts("dead").waiting != static_cast<std::size_t>(devices) * 64) throw std::runtime_error("lost some");
}

void start(const testing::TemporaryFolder& folder) {
  SystemTime time;
  std::latch first(3);
  const auto begin = Clock::now();
  const auto outbox = open(folder, time, 64 * kMiB);
  const auto opened = secondsSince(begin);
  Dispatcher dispatcher(*outbox, time);
  std::array<std::atomic<bool>, 3> delivered{};
  for (std::size_t i = 0; i < delivered.size(); ++i) {
    add(dispatcher, "sink" + std::to_string(i), [&, i] {
      if (!delivered[i].exchange(true)) first.count_down();
      return Outcome{};
    });
  }
  dispatcher.allSet();
  const auto set = secondsSince(begin);
  first.wait();
  const auto atAll = secondsSince(begin);
  const auto count = outbox->counts("sink0").waiting;
  std::printf("start with about %zu deliveries for each of 3 sinks: open after %.2f s, set after %.2f s, ", count,
              opened, set);
  std::printf("each sink's first delivery after %.2f s, %s\n", atAll, memory().c_str());
  dispatcher.finish(Clock::time_point::max());
  std::printf("  all of them delivered after %.1f s, at most %s\n", secondsSince(begin),
              statusOf(::getpid(), "VmHWM").c_str());
  if (count == 0 || !outbox->sinks().empty()) throw std::runtime_error("not all were delivered");
}

void inAProcess(const std::function<void()>& run) {
  std::fflush(stdout);
  const auto child = ::fork();
  if (child == 0) {
    run();
    std::fflush(stdout);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) throw std::runtime_error("a part of it failed");
}

}  // namespace

int main(int argc, char** argv) {
  const int devices = argc > 1 ? std::atoi(argv[1]) : 1000;
  inAProcess([=] { deadSink(devices); });
  const testing::TemporaryFolder folder;
  inAProcess([&] {
    SystemTime time;
    const auto outbox = open(folder, time, 64 * kMiB);
    fill(*outbox, time, devices, 150, 20, {"sink0", "sink1", "sink2"});
    const auto counts = outbox->counts("sink0");
    std::printf("an outbox of %zu deliveries, %zu MiB for each of 3 sinks\n", counts.waiting, counts.bytes / kMiB);
  });
  inAProcess([&] { start(folder); });
}
