// SPDX-License-Identifier: Apache-2.0
#include "engine/config/core_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace herald::core {
namespace {

using ::testing::EndsWith;

std::vector<std::string> namesOf(const std::vector<Option>& options) {
  std::vector<std::string> names;
  for (const auto& option : options) names.push_back(option.name);
  return names;
}

TEST(CoreOptions, AreWellDeclaredForEveryKind) {
  for (const char* kind : {"herald", "outbox", "log", "admin", "console", "source", "transform", "sink", "route"}) {
    Settings::Values values;
    for (const auto& option : coreOptions(kind)) {
      EXPECT_THAT(option.help, EndsWith(".")) << option.name;
      if (option.required) values[option.name] = "x";
    }
    EXPECT_NO_THROW(Settings(coreOptions(kind), values)) << kind;
  }
  EXPECT_THROW(coreOptions("printer"), std::logic_error);
}

TEST(CoreOptions, OfHeraldItselfAreListedByTheirWholeKeys) {
  const auto names = namesOf(heraldOptions());
  EXPECT_EQ(names.front(), "herald.dataDir");
  EXPECT_EQ(names.back(), "console.longest");
  std::size_t count = 0;
  for (const auto* kind : {"herald", "outbox", "log", "admin", "console"}) count += coreOptions(kind).size();
  EXPECT_EQ(names.size(), count);
}

}  // namespace
}  // namespace herald::core
