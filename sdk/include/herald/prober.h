// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/export.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// Something that keeps a plugin from its work. A value.
struct Trouble {
  std::string what{};     ///< one clause for the operator: what is wrong, and where; "the topic orders does not exist"
  std::string remedy{};   ///< what to do about it, as an imperative: "create the topic"
  bool stopsWork = true;  ///< false: it may stop some of the work, or later

  bool operator==(const Trouble&) const = default;
};

/// An optional interface of a source or sink: looks whether what it needs at its server is there. `heraldctl doctor`
/// calls it. The doctor itself looks at each server in an address such as https://…, so implement it for what only the
/// plugin knows: a server that is named otherwise, a login, a topic.
class HERALD_API Prober {
 public:
  virtual ~Prober();

  /// Returns what is wrong; empty if nothing is. It changes nothing at the server: it writes nothing, and joins
  /// nothing. Herald calls it after configure, on any thread, in a process that does no other work. It returns by
  /// `deadline`. What it throws says why it cannot look.
  virtual std::vector<Trouble> probe(Clock::time_point deadline) = 0;
};

}  // namespace herald::inline v1
