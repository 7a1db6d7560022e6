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

}  // namespace herald::inline v1
