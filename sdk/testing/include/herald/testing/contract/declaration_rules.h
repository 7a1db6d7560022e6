// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "herald/declaration.h"
#include "herald/testing/contract/subject.h"

namespace herald::test {

/// `when` continues "options() declares another `x`".
inline void expectSame(const std::vector<Option>& first, const std::vector<Option>& other, const std::string& when) {
  EXPECT_EQ(first.size(), other.size()) << "options() declares another number of options " << when;
  for (std::size_t i = 0; i < std::min(first.size(), other.size()); ++i)
    EXPECT_TRUE(first[i] == other[i]) << "options() declares another `" << first[i].name << "` " << when
                                      << ": every field must always be the same";
}

inline void declaresTheSameOptionsEveryTime(const Subject& subject) {
  FakeHost host;
  const auto plugin = subject.make(), other = subject.make();
  const auto first = plugin->options();
  expectSame(first, plugin->options(), "in the next call");
  expectSame(first, other->options(), "in another instance");
  other->configure(settingsFor(*other, subject.fewest), host);
  expectSame(first, other->options(), "after configure()");
}

inline void declaresItsOptionsWell(const Subject& subject) {
  const auto plugin = subject.make();
  const auto options = plugin->options();
  for (const auto& [option, why] : declarationProblems(kindOf(*plugin), options))
    ADD_FAILURE() << "option `" << option << "` " << why;
  for (const Option& option : options)
    EXPECT_TRUE(option.help.ends_with('.')) << "the help of `" << option.name << "` must be a sentence";
}

inline void saysInASentenceWhatItDoes(const Subject& subject) {
  static constexpr std::size_t kMost = 100;
  const auto summary = subject.make()->summary();
  if (summary.empty()) return;
  EXPECT_TRUE(summary.ends_with('.')) << "summary() must be a sentence";
  EXPECT_EQ(summary.find('\n'), std::string::npos) << "summary() must be one line";
  EXPECT_LE(summary.size(), kMost) << "summary() must be shorter: at most " << kMost << " characters";
  EXPECT_EQ(summary, subject.make()->summary()) << "summary() says something else in another instance";
}

inline void takesItsOwnDefaults(const Subject& subject) {
  FakeHost host;
  auto values = subject.fewest;
  for (const Option& option : subject.make()->options())
    if (!option.fallback.empty()) values.try_emplace(option.name, option.fallback);
  try {
    configured(subject, host, values);
  } catch (const std::exception& refused) {
    ADD_FAILURE() << "configure() refuses a default of the plugin: " << refused.what();
  }
}

inline void asksForEachRequiredOptionByName(const Subject& subject) {
  for (const Option& option : subject.make()->options()) {
    if (!option.required) continue;
    auto values = subject.fewest;
    std::erase_if(values, [&](const auto& value) {
      return value.first == option.name || value.first.starts_with(option.name + ".");
    });
    try {
      settingsFor(*subject.make(), values);
      ADD_FAILURE() << "the check did not ask for " << option.name;
    } catch (const BadSettings& bad) {
      EXPECT_TRUE(std::ranges::any_of(bad.problems(), [&](const Problem& problem) {
        return problem.option == option.name;
      })) << bad.what();
    }
  }
}

/// A text that contains the variable heraldVariable, for an option of this type. `value` is what the option has.
inline std::string withVariable(const Option& option, const std::string& value) {
  if (option.type == Type::JsonTemplate) return R"({"herald":"x@{heraldVariable}x"})";
  return value + "x@{heraldVariable}x";
}

/// Where the option may have a template: itself, or members of it. None if it is no template.
inline std::vector<std::string> templateKeys(const Option& option) {
  if (option.type == Type::Template || option.type == Type::JsonTemplate) return {option.name};
  if (option.type != Type::TemplateMap) return {};
  return {option.name + ".herald", option.name + ".payload.herald"};
}

/// `option` is a template of the plugin, and contains the variable heraldVariable.
inline void expectToKnowItsVariable(const Plugin& plugin, const std::string& option) {
  const auto* user = dynamic_cast<const TemplateUser*>(&plugin);
  EXPECT_NE(user, nullptr) << "`" << option << "` is a template, but the class is no TemplateUser: a source then does "
                           << "not fetch what the template needs";
  if (!user) return;
  EXPECT_TRUE(user->uses("heraldVariable")) << "uses() does not know the variables of `" << option << "`";
  EXPECT_FALSE(user->uses("heraldOtherVariable")) << "uses() says yes to a variable that no template has";
}

inline void saysWhichVariablesItsTemplatesUse(const Subject& subject) {
  for (const Option& option : subject.make()->options()) {
    for (const auto& key : templateKeys(option)) {
      FakeHost host;
      auto values = subject.fewest;
      values[key] = withVariable(option, values[key]);
      try {
        const auto plugin = configured(subject, host, values);
        if (!dynamic_cast<const Source*>(plugin.get())) expectToKnowItsVariable(*plugin, option.name);
      } catch (const BadSettings&) {
        continue;  // this option cannot have such a text
      }
    }
  }
}

inline std::vector<Rule> declarationRules() {
  return {
      {"DeclaresTheSameOptionsEveryTime", "options() always returns the same", declaresTheSameOptionsEveryTime},
      {"DeclaresItsOptionsWell", "options() returns", declaresItsOptionsWell},
      {"SaysInASentenceWhatItDoes", "summary() returns", saysInASentenceWhatItDoes},
      {"TakesItsOwnDefaults", "configure() accepts the defaults", takesItsOwnDefaults},
      {"AsksForEachRequiredOptionByName", "options() returns", asksForEachRequiredOptionByName},
      {"SaysWhichVariablesItsTemplatesUse", "TemplateUser::uses() returns", saysWhichVariablesItsTemplatesUse},
  };
}

}  // namespace herald::test
