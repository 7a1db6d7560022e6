// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <iostream>
#include <latch>
#include <map>
#include <set>
#include <thread>

#include "engine/dispatch/dispatcher.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/dispatch/testing/sink_kind.h"

namespace herald::core {
namespace {

constexpr int kEvents = 200;
constexpr int kPrinters = 5;
constexpr int kGood = 8;

/// Records whether the events of each device come in their order.
class OrderedSink final : public ScriptedSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    const auto number = std::stoi(attempt.event.id.substr(1));
    auto& last = last_[attempt.event.device];
    ordered = ordered && number > last;
    last = number;
    ++count;
    return {};
  }

  bool ordered = true;
  int count = 0;

 private:
  std::map<std::string, int> last_{};
};

void add(Dispatcher& dispatcher, const std::string& name, std::shared_ptr<Sink> sink) {
  SinkSetup setup;
  setup.name = name;
  setup.sink = std::move(sink);
  setup.host = std::make_shared<RecordingHost>();
  dispatcher.set(setup);
}

void print(const SinkStatus& status) {
  std::cout << status.name << ": " << status.delivered << " delivered, on average "
            << (status.delivered ? status.deliveryTime.sum.count() / static_cast<double>(status.delivered) : 0)
            << " ms after their publication\n";
}

class IsolationTest : public ::testing::TestWithParam<OutboxAndSink> {};

FOR_BOTH_KINDS_OF_OUTBOX_AND_SINK(IsolationTest);

/// Uses the machine's own clock, and prints the latencies.
TEST_P(IsolationTest, of_ten_sinks_one_dead_and_one_slow_delay_none_of_the_others) {
  SystemTime time;
  const RoomyOutbox roomy(std::get<RoomyOutbox::Kind>(GetParam()), time);
  SinksOfKind ofKind(std::get<SinkKind>(GetParam()));
  auto& outbox = *roomy;
  Dispatcher dispatcher(outbox, time);
  std::latch release(1);
  add(dispatcher, "dead", ofKind(std::make_shared<ScriptedSink>([](const Attempt&) { return retry(0); })));
  add(dispatcher, "slow", ofKind(std::make_shared<ScriptedSink>([&](const Attempt&) {
        release.wait();
        return Outcome{};
      })));
  std::map<std::string, std::shared_ptr<OrderedSink>> good;
  std::set<std::string> names{"dead", "slow"};
  for (int i = 0; i < kGood; ++i) {
    const auto name = "good" + std::to_string(i);
    names.insert(name);
    add(dispatcher, name, ofKind(good[name] = std::make_shared<OrderedSink>()));
  }
  for (int number = 1; number <= kEvents; ++number) {
    std::vector<Delivery> deliveries;
    for (const auto& name : names) {
      const char device = static_cast<char>('a' + number % kPrinters);
      deliveries.push_back(makeDelivery(device + std::to_string(number), name));
      deliveries.back().accepted = time.now();
    }
    outbox.store(deliveries);
    dispatcher.wake(names);
  }
  for (const auto& [name, sink] : good) {
    while (outbox.counts(name).waiting > 0) std::this_thread::yield();
  }
  for (const auto& status : dispatcher.status()) print(status);
  release.count_down();
  EXPECT_TRUE(dispatcher.stop(Clock::time_point::max()));
  for (const auto& [name, sink] : good) {
    EXPECT_EQ(sink->count, kEvents) << name;
    EXPECT_TRUE(sink->ordered) << name;
  }
}

}  // namespace
}  // namespace herald::core
