#include "error_memory.h"

#include <utility>

namespace herald::serial {
namespace {

constexpr double kPair = 10;        // from an error to the line that says that it was the last one
constexpr double kRepeated = 30;    // the same once more
constexpr double kQuietHalt = 300;  // after an end, of whatever kind

}  // namespace

bool ErrorMemory::isNews(std::string_view text, bool kill, bool halted, double now) {
  const double quiet = now - std::exchange(heardAt_, now);
  if (halted && quiet < kQuietHalt) return false;
  if (kill && quiet < kPair) return false;
  if (text == last_ && quiet < kRepeated) return false;
  last_ = text;
  return true;
}

}  // namespace herald::serial
