// SPDX-License-Identifier: Apache-2.0
// A sink and a source of one type. PLAIN_NAMES names a sink in the manifest as older versions of the SDK did.
#include "herald/register.h"
#include "quiet.h"

namespace {

class BothSink : public QuietSink {
 public:
  std::vector<herald::Option> options() const override {
    return {{.name = "topic", .help = "Where to."}, {.name = "host", .help = "The host."}};
  }
};

class BothSource : public QuietSource {
 public:
  std::vector<herald::Option> options() const override {
    return {{.name = "topics", .help = "Where from."}, {.name = "host", .help = "The host."}};
  }
};

}  // namespace

HERALD_PLUGINS_BEGIN
#ifdef PLAIN_NAMES
POCO_EXPORT_INTERFACE(BothSink, "plain")
#else
HERALD_PLUGIN(BothSink, "both")
HERALD_PLUGIN(BothSource, "both")
#endif
HERALD_PLUGINS_END
