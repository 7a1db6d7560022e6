#pragma once

#include <string>

#include "herald/outcome.h"

namespace herald::core {

/// A small text that a plugin instance remembers. An empty value is none.
struct Note {
  std::string owner{};  ///< the instance: "source.mk3"
  std::string key{};
  std::string value{};
  Clock::time_point written{};  ///< of two for one key, the one that was written later stays
};

}  // namespace herald::core
