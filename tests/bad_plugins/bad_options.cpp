// SPDX-License-Identifier: Apache-2.0
// One class for each kind of mistake in options(). The last class has none.
#include "herald/register.h"
#include "quiet.h"

namespace {

class DeclaredTwice : public QuietSink {
 public:
  std::vector<herald::Option> options() const override { return {{.name = "path"}, {.name = "path"}}; }
};

class WrongDefault : public QuietSource {
 public:
  std::vector<herald::Option> options() const override {
    return {{.name = "pace", .type = herald::Type::Duration, .fallback = "fast"}};
  }
};

class NoChoices : public QuietTransform {
 public:
  std::vector<herald::Option> options() const override { return {{.name = "mode", .type = herald::Type::Choice}}; }
};

class ReservedName : public QuietSink {
 public:
  std::vector<herald::Option> options() const override { return {{.name = "events", .type = herald::Type::List}}; }
};

class RightOptions : public QuietSink {
 public:
  std::vector<herald::Option> options() const override { return {{.name = "path", .required = true}}; }
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(DeclaredTwice, "declared_twice")
HERALD_PLUGIN(WrongDefault, "wrong_default")
HERALD_PLUGIN(NoChoices, "no_choices")
HERALD_PLUGIN(ReservedName, "reserved_name")
HERALD_PLUGIN(RightOptions, "right_options")
HERALD_PLUGINS_END
