#pragma once

#include <functional>
#include <memory>
#include <string>

namespace herald::testing {

/// While it lives, every look-up of a name in .test calls `lookUp` in place of the network, from the thread that looks
/// it up, and finds 127.0.0.1 (only that) if it returns true. One at a time.
class TestNames {
 public:
  explicit TestNames(std::function<bool(const std::string& name)> lookUp);
  ~TestNames();
  TestNames(const TestNames&) = delete;
  TestNames& operator=(const TestNames&) = delete;
};

}  // namespace herald::testing
