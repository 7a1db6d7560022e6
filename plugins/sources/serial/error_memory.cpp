#include "error_memory.h"

#include <utility>

namespace herald::serial {
namespace {

constexpr double kPair = 10;        // from an error to the line that says that it was the last one
constexpr double kRepeated = 30;    // the same once more
constexpr double kQuietHalt = 300;  // after an end, of whatever kind
constexpr int kGoesOn = 2;          // the first report behind an error may tell of what was before it

}  // namespace

bool ErrorMemory::isNews(std::string_view text, bool kill, bool halted, double now) {
  const double quiet = now - std::exchange(heardAt_, now);
  failing_ = text;
  moves_ = 0;
  if (halted && quiet < kQuietHalt) return false;
  if (kill && quiet < kPair) return false;
  if (text == last_ && quiet < kRepeated) return false;
  last_ = text;
  return true;
}

void ErrorMemory::moved() {
  if (++moves_ >= kGoesOn) ended();
}

void ErrorMemory::ended() { failing_.clear(); }

}  // namespace herald::serial
