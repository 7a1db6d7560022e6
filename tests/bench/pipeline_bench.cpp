// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

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
#include "engine/dispatch/dispatcher.h"
#include "engine/event_bus/event_bus.h"
#include "engine/outbox/kinds/disk_outbox.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "herald/testing/temporary_folder.h"

// pipeline_bench [EVENTS]: measures what one event costs from publish() to the sink. The sink does nothing, so this is
// the cost of Herald alone: checking the JSON, ids, routes, transforms, outbox, dispatch. With an outbox on disk, it
// uses an eighth of the events.

namespace {

using namespace herald;
using namespace herald::core;
using bench::SilentHost;

class CountingSink final : public Sink {
 public:
  explicit CountingSink(std::atomic<std::size_t>& count) : count_(count) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt&) override {
    count_.fetch_add(1, std::memory_order_relaxed);
    return {};
  }

 private:
  std::atomic<std::size_t>& count_;
};

class PassThrough final : public Transform {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void apply(const Event& event, const Emit& emit) override { emit(event); }
};

enum class OutboxKind { Memory, Normal, Full };  // the last two: on disk, by outbox.sync

struct Case {
  const char* name;
  std::size_t batch;
  int sinks;
  bool transform;
  OutboxKind outbox = OutboxKind::Memory;
  std::size_t publishers = 1;
};

struct Figures {
  double seconds;
  double cpuMicroseconds;
};

double cpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// About 600 bytes, like an event of a print.
Event makeEvent() {
  Event event;
  event.type = "PrintDone";
  event.category = Category::Lifecycle;
  event.payload =
      R"({"name":"DarwinKeycap.gcode","path":"caps/DarwinKeycap.gcode","origin":"local","time":51.2,"size":242038})";
  event.context =
      R"({"state":{"text":"Printing","flags":{"operational":true,"printing":true,"paused":false,"error":false}},)"
      R"("job":{"file":{"name":"DarwinKeycap.gcode","path":"caps/DarwinKeycap.gcode","origin":"local","size":242038},)"
      R"("estimatedPrintTime":476.0,"filament":{"tool0":{"volume":0.8,"length":335.8}},"user":"iAmLegend"},)"
      R"("progress":{"completion":14.496484023169915,"filepos":35087,"printTime":29,"printTimeLeft":40},)"
      R"("currentZ":0.2,"offsets":{},"meta":{"hash":"2d2f2c6a410f8786b62604422799c9f3c0721367"}})";
  return event;
}

std::unique_ptr<Outbox> openOutbox(const Case& what, const std::filesystem::path& folder, std::size_t count,
                                   TimeSource& time) {
  const QueueBounds bounds{.events = count, .bytes = std::size_t{1} << 40, .diskBytes = std::size_t{1} << 40};
  if (what.outbox == OutboxKind::Memory) return std::make_unique<MemoryOutbox>(bounds);
  DiskOutbox::Options options{.bounds = bounds, .disk = {}, .inFlight = folder / "in-flight"};
  options.disk.file = {.path = folder / "outbox.db", .fullSync = what.outbox == OutboxKind::Full};
  return std::make_unique<DiskOutbox>(options, time);
}

Figures measure(const Case& what, std::size_t count) {
  SystemTime time;
  const testing::TemporaryFolder folder;
  const auto opened = openOutbox(what, folder.path(), count, time);
  auto& outbox = *opened;
  Dispatcher dispatcher(outbox, time);
  std::atomic<std::size_t> delivered{0};
  auto route = std::make_shared<BusRoute>();
  for (int i = 0; i < what.sinks; ++i) {
    SinkSetup setup;
    setup.name = "sink" + std::to_string(i);
    setup.sink = std::make_shared<CountingSink>(delivered);
    setup.host = std::make_shared<SilentHost>();
    route->sinks.push_back(setup.name);
    dispatcher.set(std::move(setup));
  }
  if (what.transform) route->steps.push_back({"pass", std::make_shared<PassThrough>()});
  EventBus bus(outbox, time, [&](const auto& sinks) { dispatcher.wake(sinks); });
  bus.setRoutes({route});

  const auto publish = [&] {
    const Origin origin{"mk3", "mk3", {}};
    const auto original = makeEvent();
    std::vector<Event> batch;
    for (std::size_t published = 0; published < count / what.publishers; published += what.batch) {
      batch.assign(what.batch, original);  // the bus gives each its own id
      bus.publish(origin, batch);
    }
  };
  const auto start = time.now();
  const auto cpu = cpuSeconds();
  {
    std::vector<std::jthread> publishers;
    for (std::size_t i = 1; i < what.publishers; ++i) publishers.emplace_back(publish);
    publish();
  }
  dispatcher.finish(Clock::time_point::max());
  const std::chrono::duration<double> seconds = time.now() - start;
  const auto used = cpuSeconds() - cpu;
  if (const auto wanted = count * static_cast<std::size_t>(what.sinks); delivered != wanted)
    throw std::runtime_error(std::to_string(delivered) + " delivered of " + std::to_string(wanted));
  return {seconds.count(), used / static_cast<double>(count) * 1e6};
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 160000;
  if (argc > 1) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), count);
  count = std::max<std::size_t>(2048, count / 16 * 16);

  constexpr Case kCases[] = {
      {"batch 1", 1, 1, false},
      {"batch 16", 16, 1, false},
      {"batch 1, transform", 1, 1, true},
      {"batch 16, transform", 16, 1, true},
      {"transform, 4 publishers", 1, 1, true, OutboxKind::Memory, 4},
      {"batch 16, 4 sinks", 16, 4, false},
      {"disk, batch 1", 1, 1, false, OutboxKind::Full},
      {"disk, batch 16", 16, 1, false, OutboxKind::Full},
      {"disk, 16 publishers", 1, 1, false, OutboxKind::Full, 16},
      {"disk, sync normal, 1", 1, 1, false, OutboxKind::Normal},
      {"disk, sync normal, 16", 16, 1, false, OutboxKind::Normal},
  };
  std::printf("%-24s %12s %14s\n", "", "events/s", "µs CPU/event");
  for (const auto& what : kCases) {
    const auto events = what.outbox == OutboxKind::Memory ? count : count / 2048 * 256;
    const auto figures = measure(what, events);
    std::printf("%-24s %12.0f %13.2f\n", what.name, static_cast<double>(events) / figures.seconds,
                figures.cpuMicroseconds);
  }
}
