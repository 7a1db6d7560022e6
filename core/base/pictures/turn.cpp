// SPDX-License-Identifier: Apache-2.0
#include "base/pictures/turn.h"

#include <utility>

namespace herald::core {

Turn Turn::ofExif(int orientation) {
  switch (orientation) {
    case 2: return {false, true, false};
    case 3: return {false, true, true};
    case 4: return {false, false, true};
    case 5: return {true, false, false};
    case 6: return {true, true, false};
    case 7: return {true, true, true};
    case 8: return {true, false, true};
    default: return {};
  }
}

// To turn left is to transpose, and then to flip. A mirror that comes before a transposition is a flip after it.
Turn Turn::then(const Orientation& orientation) const {
  Turn turn(transposes_, mirrors_ != orientation.flipHorizontally, flips_ != orientation.flipVertically);
  if (orientation.turnLeft) {
    turn.transposes_ = !turn.transposes_;
    std::swap(turn.mirrors_, turn.flips_);
    turn.flips_ = !turn.flips_;
  }
  return turn;
}

}  // namespace herald::core
