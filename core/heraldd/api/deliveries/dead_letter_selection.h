// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/outbox/dead_letters.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// Which dead letters a request means: those that match every field that is set. A value.
struct DeadLetterSelection {
  DeadLetterQuery query{};  ///< sink, since, until and sequences
  std::string reason{};     ///< the reason of a group, or a part of a reason; upper and lower case are equal
  std::string device{};

  bool matches(const Delivery& letter) const;
};

/// The dead letters of one selection, part by part, in the order of their sequences. For one thread.
class DeadLetterParts {
 public:
  static constexpr std::size_t kPart = 256;

  /// It reads those with a sequence above `after` and up to `last`. `letters` outlives it.
  DeadLetterParts(DeadLetters& letters, DeadLetterSelection selection, std::uint64_t last, std::uint64_t after = 0)
      : letters_(letters), selection_(std::move(selection)), last_(last), after_(after) {}

  /// The next ones; may be none although others follow, see hasMore(). Throws Unreadable.
  std::vector<Delivery> next();
  bool hasMore() const { return after_ < last_; }

 private:
  DeadLetters& letters_;
  const DeadLetterSelection selection_;
  const std::uint64_t last_;
  std::uint64_t after_;
};

/// The parameters by which a request selects dead letters, and what such a request selects.
std::vector<Operation::Parameter> deadLetterParameters();
DeadLetterSelection deadLetterSelectionFrom(const ApiRequest& request);

/// The same from the member `select` of a body, by the schema kDeadLetterSelectSchema. Throws ApiProblem if it selects
/// everything without saying so: a forgotten filter must not mean everything.
DeadLetterSelection deadLetterSelectionFrom(std::string_view select);

extern const char* const kDeadLetterSelectSchema;

}  // namespace herald::core
