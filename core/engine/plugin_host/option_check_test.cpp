// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/option_check.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::vector<Option> kCore{{.name = "type"},
                                {.name = "events", .type = Type::List},
                                {.name = "timeout", .type = Type::Duration},
                                {.name = "concurrency", .type = Type::Integer}};

TEST(OptionCheck, namesTheOptionThatIsDeclaredWrong) {
  const std::vector<std::pair<std::vector<Option>, std::string>> table{
      {{{.name = "a"}, {.name = "a"}}, "option `a` is declared twice"},
      {{{.name = ""}}, "option `` must have another name"},
      {{{.name = "key.file"}}, "option `key.file` must have another name"},
      {{{.name = "two words"}}, "option `two words` must have another name: letters"},
      {{{.name = "a=b"}}, "option `a=b` must have another name: letters"},
      {{{.name = "n", .type = Type::Integer, .fallback = "ten"}},
       "option `n` has a default that has to be a whole number, not `ten`"},
      {{{.name = "wait", .type = Type::Duration, .fallback = "30"}}, "option `wait` has a default that has to be"},
      {{{.name = "c", .type = Type::Choice}}, "option `c` offers no choices"},
      {{{.name = "c", .type = Type::Choice, .fallback = "x", .choices = {"y"}}},
       "option `c` has a default that has to"},
      {{{.name = "events", .type = Type::List}}, "option `events` belongs to Herald: give it another name"},
      {{{.name = "type"}}, "option `type` belongs to Herald: give it another name"},
      {{{.name = "timeout", .type = Type::Text}},
       "option `timeout` belongs to Herald, with the type duration: give it"},
      {{{.name = "concurrency", .type = Type::Duration}},
       "option `concurrency` belongs to Herald, with the type integer"},
  };
  for (const auto& [options, expected] : table) EXPECT_THAT(mistakeIn(options, kCore), StartsWith(expected));
}

TEST(OptionCheck, findsNothingInARightDeclaration) {
  EXPECT_THAT(mistakeIn({{.name = "url", .required = true},
                         {.name = "tls.ca"},
                         {.name = "timeout", .type = Type::Duration, .fallback = "30s"},
                         {.name = "concurrency", .type = Type::Integer, .fallback = "4"}},
                        kCore),
              IsEmpty());
  EXPECT_THAT(mistakeIn({{.name = "events", .type = Type::Integer}, {.name = "timeout"}}, {{.name = "type"}}),
              IsEmpty());
}

}  // namespace
}  // namespace herald::core
