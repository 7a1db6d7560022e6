// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace herald::testing {

/// Answers the lookups of names in .test while it lives, in place of the network. If `lookUp` returns true, the name
/// has the address 127.0.0.1, otherwise none; a name that begins with "link-local" has 169.254.169.254. `lookUp` runs
/// in the thread of the lookup. One object at a time.
class TestNames {
 public:
  explicit TestNames(std::function<bool(const std::string& name)> lookUp);
  ~TestNames();
  TestNames(const TestNames&) = delete;
  TestNames& operator=(const TestNames&) = delete;
};

}  // namespace herald::testing
