// SPDX-License-Identifier: Apache-2.0
#include "herald/outcome.h"

namespace herald::inline v1 {

std::string_view toString(Outcome::Verdict verdict) {
  switch (verdict) {
    case Outcome::Verdict::Delivered: return "delivered";
    case Outcome::Verdict::Retry: return "retry";
    case Outcome::Verdict::Hold: return "hold";
    case Outcome::Verdict::Rejected: return "rejected";
    case Outcome::Verdict::Gone: break;
  }
  return "gone";
}

// The destructor is defined here, so that the exception has one type_info and can be caught across libraries.
Failure::Failure(Outcome::Verdict verdict, const std::string& reason) : std::runtime_error(reason), verdict_(verdict) {}
Failure::~Failure() = default;

}  // namespace herald::inline v1
