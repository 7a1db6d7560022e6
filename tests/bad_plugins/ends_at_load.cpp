// SPDX-License-Identifier: Apache-2.0
// Ends the process while it is loaded, or never lets it go on: in a static object, or in what Herald calls at the load.
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "herald/register.h"
#include "quiet.h"

namespace {

#if defined(EXIT)
[[maybe_unused]] const bool ended = (std::puts("no licence found"), std::exit(3), true);
#elif defined(ABORT)
[[maybe_unused]] const bool ended = (std::abort(), true);
#elif defined(CRASH)
[[maybe_unused]] const bool ended = std::raise(SIGSEGV) == 0;
#elif defined(SPIN)
bool spin() {
  for (volatile bool more = true; more;) {
  }
  return true;
}
[[maybe_unused]] const bool ended = spin();
#endif

class EndsAtLoad : public QuietSink {
#if defined(IN_CONSTRUCTOR)
 public:
  EndsAtLoad() { std::abort(); }
#elif defined(IN_OPTIONS)
 public:
  std::vector<herald::Option> options() const override { std::exit(0); }
#endif
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(EndsAtLoad, "ends_at_load")
HERALD_PLUGINS_END
