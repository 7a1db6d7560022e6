// SPDX-License-Identifier: Apache-2.0
// Hangs in the two calls that the plugin host makes while it loads a library. The third class works.
#include "hang.h"
#include "herald/register.h"
#include "quiet.h"

namespace {

class HangsInConstructor : public QuietSink {
 public:
  HangsInConstructor() { hang(); }
};

class HangsInOptions : public QuietSink {
 public:
  std::vector<herald::Option> options() const override {
    hang();
    return {};
  }
};

class WorksBesideThem : public QuietSink {};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(HangsInConstructor, "hangs_in_constructor")
HERALD_PLUGIN(HangsInOptions, "hangs_in_options")
HERALD_PLUGIN(WorksBesideThem, "works_beside_them")
HERALD_PLUGINS_END
