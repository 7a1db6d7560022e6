// SPDX-License-Identifier: Apache-2.0
// A sink that answers with the version of the library that it really calls.
#include "helper_library.h"
#include "herald/register.h"
#include "quiet.h"

namespace {

class HelperUser : public QuietSink {
 public:
  herald::Outcome deliver(const herald::Attempt&) override { return {.answer = helperVersion()}; }
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(HelperUser, TYPE)
HERALD_PLUGINS_END
