// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "engine/outbox/testing/faulty_disk.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

/// A power cut after every step of an outbox.
class PowerCutTest : public ::testing::TestWithParam<unsigned> {
 protected:
  void step() {
    switch (random_() % 4) {
      case 0: {
        if (open_.empty()) return;
        const auto place = open_.begin() + static_cast<std::ptrdiff_t>(random_() % open_.size());
        outbox_.delivered(*place);
        ended_[place->sink].push_back(place->event->id);
        open_.erase(place);
        break;
      }
      case 1: outbox_.flush(); break;
      default: {
        std::vector<Delivery> batch;
        for (auto count = 1 + random_() % 3; count > 0; --count) {
          batch.push_back(make(std::to_string(++last_), Category::Lifecycle, sinks_[0], 10 + random_() % 6000));
          for (auto more = random_() % sinks_.size(); more > 0; --more) {
            batch.push_back(batch.back());  // the same event for one more sink
            batch.back().sink = sinks_[more];
          }
        }
        outbox_.store(batch, true, {{"source.a", "last", std::to_string(last_)}});
        open_.insert(open_.end(), batch.begin(), batch.end());
      }
    }
  }

  void expectNothingLost() {
    const testing::TemporaryFolder after;
    disk_.cutPower(after.path(), random_);
    const auto outbox = openDisk(after.path(), time_);
    ASSERT_TRUE(outbox->health().durable) << outbox->health().problem;
    EXPECT_EQ(outbox->note("source.a", "last"), last_ > 0 ? std::to_string(last_) : "");
    for (const auto& sink : sinks_) expectNothingLostOf(sink, waitingIds(*outbox, sink));
  }

  void expectNothingLostOf(const std::string& sink, const std::vector<std::string>& there) {
    std::vector<std::string> known = ended_[sink];
    for (const auto& delivery : open_) {
      if (delivery.sink != sink) continue;
      EXPECT_THAT(there, ::testing::Contains(delivery.event->id)) << sink;
      known.push_back(delivery.event->id);
    }
    for (const auto& id : there) EXPECT_THAT(known, ::testing::Contains(id)) << sink;
    std::vector<int> order;
    for (const auto& id : there) order.push_back(std::stoi(id));
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << sink;
  }

  const std::vector<std::string> sinks_{"slack", "mail", "pager"};
  testing::TemporaryFolder folder_{};
  FaultyDisk disk_{};
  FakeTime time_{};
  std::mt19937 random_{GetParam()};
  DiskOutbox outbox_{[this] {
                       auto options = diskIn(folder_.path());
                       options.disk.file.vfs = disk_.name();
                       return options;
                     }(),
                     time_};
  std::vector<Delivery> open_{};
  std::map<std::string, std::vector<std::string>> ended_{};  // by sink
  int last_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Seeds, PowerCutTest, ::testing::Range(1u, 7u));

TEST_P(PowerCutTest, loses_no_stored_delivery) {
  for (int i = 0; i < 60 && !HasFailure(); ++i) {
    step();
    expectNothingLost();
  }
}

}  // namespace
}  // namespace herald::core
