// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace herald::core::ctl {

/// One thing that an examination has found. A value.
struct Finding {
  enum class Severity : std::uint8_t {
    Error,    ///< events do not arrive because of it
    Warning,  ///< they may not arrive
    Hint,     ///< it works, and could be better
  };
  Severity severity = Severity::Error;
  std::string sentence{};  ///< what is wrong, and where; without secrets
  std::string remedy{};    ///< what to do about it: a command, or an imperative
  bool operator==(const Finding&) const = default;
};

/// Looks at one thing that may keep Herald from its work. It knows everything that it needs when it is made, and
/// changes nothing on this machine. Immutable; look() runs on a thread of its own.
class Examination {
 public:
  virtual ~Examination() = default;

  /// What it looks at, for people: "clock", "hooks.slack.com:443".
  virtual std::string name() const = 0;

  /// What is wrong; empty if nothing is. What can wait without end does not, if that is possible: a connection has a
  /// deadline. Throws std::exception if it cannot look.
  virtual std::vector<Finding> look() const = 0;
};

}  // namespace herald::core::ctl
