// SPDX-License-Identifier: Apache-2.0
#include "error_history.h"

#include <utility>

namespace herald::serial {
namespace {

constexpr double kPair = 10;         // seconds from an error to the line that reports the stop
constexpr double kRepeated = 30;     // seconds in which the same error is a repetition
constexpr double kQuietHalt = 300;   // seconds of silence after which a halted firmware may report a new error
constexpr int kMovesToContinue = 2;  // reports of progress; the first one after an error may be older than the error

}  // namespace

bool ErrorHistory::isNews(std::string_view text, bool kill, bool halted, double now) {
  const double quiet = now - std::exchange(heardAt_, now);
  const bool hasReason = kill && quiet < kPair && !failing_.empty();
  if (!hasReason) failing_ = text;
  moves_ = 0;
  if (halted && quiet < kQuietHalt) return false;
  if (kill && quiet < kPair) return false;
  if (text == last_ && quiet < kRepeated) return false;
  last_ = text;
  return true;
}

void ErrorHistory::printMoved() {
  if (++moves_ >= kMovesToContinue) clearFailing();
}

void ErrorHistory::clearFailing() { failing_.clear(); }

}  // namespace herald::serial
