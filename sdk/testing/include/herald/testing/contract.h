// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "herald/testing/contract/camera_rules.h"
#include "herald/testing/contract/declaration_rules.h"
#include "herald/testing/contract/life_rules.h"
#include "herald/testing/contract/probe_rules.h"
#include "herald/testing/contract/secret_rules.h"
#include "herald/testing/contract/sink_rules.h"
#include "herald/testing/contract/source_rules.h"
#include "herald/testing/contract/state_rules.h"
#include "herald/testing/contract/transform_rules.h"
#include "herald/testing/contract/watchdog.h"

/// The tests that every plugin must pass: one for each rule. Use it once for each class, in its test program, with the
/// fewest values that the class needs. Name the class without its namespace:
///
///   HERALD_PLUGIN_CONTRACT(WebhookSink, {{"url", "http://localhost/"}})
///   HERALD_PLUGIN_CONTRACT(StdoutSink)
///
/// A broken rule is a failure with a sentence. If the plugin hangs, the program ends after a minute with the name of
/// the rule. sdk/README.md lists what the contract cannot see.
#define HERALD_PLUGIN_CONTRACT(Class, ...)                                                         \
  namespace Class##Contract {                                                                      \
    [[maybe_unused]] const bool isRegistered =                                                     \
        ::herald::test::registerContract(::herald::test::kindOfClass<Class>(), __FILE__, __LINE__, \
                                         {.name = #Class,                                          \
                                          .make = [] { return std::make_unique<Class>(); },        \
                                          .fewest =                                                \
                                              [] {                                                 \
                                                ::herald::Settings::Values fewest __VA_ARGS__;     \
                                                return fewest;                                     \
                                              }()});                                               \
  }

namespace herald::test {

template <typename Class>
constexpr std::string_view kindOfClass() {
  if constexpr (std::is_base_of_v<Source, Class>) return "source";
  if constexpr (std::is_base_of_v<Transform, Class>) return "transform";
  return "sink";
}

/// The rules for plugins of this kind.
inline std::vector<Rule> contractOf(std::string_view kind) {
  auto rules = declarationRules();
  const auto add = [&rules](const std::vector<Rule>& more) { rules.insert(rules.end(), more.begin(), more.end()); };
  add(lifeRules());
  if (kind == "sink") add(sinkRules());
  if (kind == "transform") add(transformRules());
  if (kind == "source") add(sourceRules());
  if (kind == "source") add(cameraRules());
  if (kind != "transform") add(probeRules());
  if (kind != "source") add(stateRules(kind));
  rules.push_back({"ShowsNoSecret", "the plugin returns from its work", showsNoSecret});
  return rules;
}

/// Checks one rule. A broken rule is a failure of the current test. If the plugin hangs, so does this call.
inline void checkRuleWithoutEnd(const Subject& subject, const Rule& rule) {
  try {
    rule.check(subject);
  } catch (const std::exception& error) {
    ADD_FAILURE() << rule.name << " cannot be checked: the plugin threw " << error.what();
  } catch (...) {
    ADD_FAILURE() << rule.name << " cannot be checked: the plugin threw what is not a std::exception";
  }
}

/// The same; a hang ends the program.
inline void checkRule(const Subject& subject, const Rule& rule) {
  const Watchdog watchdog(subject, rule);
  checkRuleWithoutEnd(subject, rule);
}

/// One rule as a test.
class ContractTest : public ::testing::Test {
 public:
  ContractTest(Subject subject, Rule rule) : subject_(std::move(subject)), rule_(std::move(rule)) {}
  void TestBody() override { checkRule(subject_, rule_); }

 private:
  const Subject subject_;
  const Rule rule_;
};

/// Registers the tests "ClassContract.Rule". Called while the program starts.
inline bool registerContract(std::string_view kind, const char* file, int line, const Subject& subject) {
  for (const Rule& rule : contractOf(kind))
    ::testing::RegisterTest((subject.name + "Contract").c_str(), rule.name.c_str(), nullptr, nullptr, file, line,
                            [subject, rule]() -> ContractTest* { return new ContractTest(subject, rule); });
  return true;
}

}  // namespace herald::test
