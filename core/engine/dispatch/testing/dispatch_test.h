// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <initializer_list>

#include "engine/dispatch/dispatcher.h"
#include "engine/dispatch/testing/patient_setup.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/dispatch/testing/sink_kind.h"
#include "testing/fake_time.h"

namespace herald::core {

/// For tests: a dispatcher over a memory outbox, with a clock that the test moves. No attempt reaches its time limit,
/// and no failure lasts until an alert.
class DispatchTest : public ::testing::Test {
 protected:
  /// The sink as the dispatcher gets it.
  virtual std::shared_ptr<Sink> ofKind(std::shared_ptr<Sink> sink) { return sink; }

  SinkSetup setupOf(std::shared_ptr<Sink> sink, const std::string& name = "slack") {
    return patientSetup(ofKind(std::move(sink)), name, host);
  }

  template <class AnySink>
  std::shared_ptr<AnySink> add(std::shared_ptr<AnySink> sink, const std::string& name = "slack") {
    dispatcher.set(setupOf(sink, name));
    return sink;
  }

  void publish(std::initializer_list<const char*> ids, const std::string& sink = "slack",
               Category category = Category::Lifecycle) {
    std::vector<Delivery> deliveries;
    for (const auto* id : ids) {
      deliveries.push_back(makeDelivery(id, sink, category));
      deliveries.back().accepted = time.now();
    }
    outbox.store(deliveries);
    dispatcher.wake({sink});
  }

  void finish() { ASSERT_TRUE(dispatcher.finish(Clock::time_point::max())); }

  /// Moves the clock to the time that a thread waits for. It has to be within these bounds from now.
  void passWait(Millis from, Millis to) { time.advanceTo(time.awaitWaiterIn(from, to)); }

  SinkStatus status() { return dispatcher.status().at(0); }
  SinkStatus::State state() { return status().state; }

  DispatcherCallbacks callbacks() {
    return {.announce = [this](const SinkNews& what) {
      news.add((what.failing ? "failing: " : "works again: ") + what.sink + ", " + what.reason + ", " +
               std::to_string(what.waiting) + " wait");
    }};
  }

  Record news{};
  FakeTime time{};
  MemoryOutbox outbox{100000};
  std::shared_ptr<RecordingHost> host = std::make_shared<RecordingHost>();
  Dispatcher dispatcher{outbox, time, callbacks()};
};

/// The same for both kinds of sink.
class BothKindsTest : public DispatchTest, public OfBothKinds {
 protected:
  std::shared_ptr<Sink> ofKind(std::shared_ptr<Sink> sink) override { return OfBothKinds::ofKind(std::move(sink)); }
};

}  // namespace herald::core
