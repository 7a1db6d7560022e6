// SPDX-License-Identifier: Apache-2.0
// A source with the type of a sink in another library.
#include "herald/register.h"
#include "quiet.h"

namespace {

class OtherKind : public QuietSource {};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(OtherKind, "good_sink")
HERALD_PLUGINS_END
