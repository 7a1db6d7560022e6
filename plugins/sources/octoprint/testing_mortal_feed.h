#pragma once

#include <limits>

#include "herald/testing/fake_feed.h"

namespace herald::octoprint {

/// A feed whose process dies: after so many steps, of which each publication has one before and one after it, it throws
/// what nobody catches.
class MortalFeed : public test::FakeFeed {
 public:
  struct Death {};

  void dieAfter(int steps) { left_ = steps; }
  void live() { left_ = std::numeric_limits<int>::max(); }

  using Feed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    step();
    FakeFeed::publish(events, notes);
    step();
  }

 private:
  void step() {
    if (left_-- == 0) throw Death();
  }

  int left_ = std::numeric_limits<int>::max();
};

}  // namespace herald::octoprint
