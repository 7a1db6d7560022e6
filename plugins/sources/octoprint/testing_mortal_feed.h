#pragma once

#include <limits>

#include "herald/testing/fake_feed.h"

namespace herald::octoprint {

/// A feed whose process dies: after so many calls that leave a trace, be it on disk or with the receivers, the next one
/// throws what nobody catches.
class MortalFeed : public test::FakeFeed {
 public:
  struct Death {};

  void dieAfter(int steps) { left_ = steps; }
  void live() { left_ = std::numeric_limits<int>::max(); }

  using Feed::publish;
  void publish(std::span<Event> events) override {
    step();
    FakeFeed::publish(events);
  }
  void save(std::string_view key, std::string_view value) override {
    step();
    FakeFeed::save(key, value);
  }

 private:
  void step() {
    if (left_-- == 0) throw Death();
  }

  int left_ = std::numeric_limits<int>::max();
};

}  // namespace herald::octoprint
