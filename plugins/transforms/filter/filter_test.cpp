// SPDX-License-Identifier: Apache-2.0
#include "filter.h"

#include <gmock/gmock.h>

#include "herald/testing/contract.h"

namespace herald::filter {
namespace {

HERALD_PLUGIN_CONTRACT(Filter)

bool passes(Settings::Values values, const Event& event) {
  test::FakeHost host;
  Filter filter;
  filter.configure(test::settingsFor(filter, std::move(values)), host);
  return !test::applied(filter, event).empty();
}

TEST(FilterTest, PassesEventsThatMatchEveryOption) {
  const Event event = test::event("PrintDone", R"({"time":700})");
  struct {
    Settings::Values values;
    bool expected;
  } const kCases[] = {
      {{}, true},
      {{{"where", "payload.time > 600"}}, true},
      {{{"where", "payload.time > 700"}}, false},
      {{{"types", "PrintStarted, print*"}}, true},
      {{{"types", "PrintStarted"}}, false},
      {{{"devices", "mk?"}}, true},
      {{{"devices", "prusa"}}, false},
      {{{"types", "PrintDone"}, {"devices", "mk3"}, {"where", "payload.time > 600"}}, true},
      {{{"types", "PrintDone"}, {"devices", "mk3"}, {"where", "payload.time > 700"}}, false},
      {{{"types", "PrintDone"}, {"devices", "mk4"}, {"where", "payload.time > 600"}}, false},
  };
  for (const auto& given : kCases) {
    EXPECT_EQ(passes(given.values, event), given.expected);
    Settings::Values inverted = given.values;
    inverted["invert"] = "true";
    EXPECT_EQ(passes(inverted, event), !given.expected);
  }
}

TEST(FilterTest, NamesAMalformedOption) {
  try {
    passes({{"where", "payload.time >"}}, test::event("E"));
    ADD_FAILURE() << "understood";
  } catch (const BadSettings& bad) {
    EXPECT_EQ(bad.problems().front().option, "where");
  }
}

}  // namespace
}  // namespace herald::filter
