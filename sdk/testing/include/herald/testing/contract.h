// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include "herald/sink.h"
#include "herald/source.h"
#include "herald/testing/fake_feed.h"
#include "herald/testing/hostile_events.h"
#include "herald/testing/timer_contract.h"
#include "herald/transform.h"

/// The tests that every plugin must pass. Use it once for each class, in its test program, with the fewest values that
/// the class needs. Name the class without its namespace:
///
///   HERALD_PLUGIN_CONTRACT(WebhookSink, {{"url", "http://localhost/"}})
///   HERALD_PLUGIN_CONTRACT(StdoutSink)
#define HERALD_PLUGIN_CONTRACT(Class, ...)                                 \
  namespace Class##Contract {                                              \
    using namespace ::herald::test; /* where GoogleTest looks for names */ \
    struct Case {                                                          \
      using Plugin = Class;                                                \
      static ::herald::Settings::Values values() {                         \
        ::herald::Settings::Values fewest __VA_ARGS__;                     \
        return fewest;                                                     \
      }                                                                    \
    };                                                                     \
    INSTANTIATE_TYPED_TEST_SUITE_P(Class, PluginContract, Case);           \
  }

namespace herald::test {

/// A host for configure(). The test fails if the plugin reads or writes state.
class IdleHost : public FakeHost {
 public:
  std::string load(std::string_view key) override {
    ADD_FAILURE() << "configure() loads the state " << key;
    return {};
  }
  void save(std::string_view key, std::string_view) override { ADD_FAILURE() << "configure() saves the state " << key; }
};

/// Makes a call that may throw a std::exception. The test fails if it throws anything else.
template <typename Call>
void mayThrow(Call call) {
  try {
    call();
  } catch (const std::exception&) {
    SUCCEED();
  } catch (...) {
    ADD_FAILURE() << "it throws an exception that is not a std::exception";
  }
}

inline void expectToWork(Sink& sink) {
  const auto deliver = [&sink](const Event& event, std::stop_token stop) {
    Attempt made = attempt(event, "@message @deviceIdentifier: @name");
    made.stop = std::move(stop);
    const Outcome outcome = sink.deliver(made);
    if (outcome.verdict != Outcome::Verdict::Delivered) {
      EXPECT_NE(outcome.reason, "") << toString(outcome.verdict) << " without a reason";
    }
  };
  for (const Event& event : hostileEvents()) mayThrow([&] { deliver(event, {}); });
  std::stop_source stopping;
  stopping.request_stop();
  mayThrow([&] { deliver(event("PrintDone"), stopping.get_token()); });
}

inline void expectToWork(Transform& transform) {
  FakeHost clock;
  FakeTimers timers(clock);
  timers.serve(transform);
  for (const Event& event : hostileEvents())
    mayThrow([&] {
      for (const Event& passed : applied(transform, event)) {
        EXPECT_NE(passed.type, "");
        EXPECT_NE(passed.device, "");
        EXPECT_TRUE(isJsonObject(passed.payload)) << "the payload is no longer a JSON object";
        EXPECT_TRUE(isJsonObject(passed.context)) << "the context is no longer a JSON object";
      }
    });
  expectToWake(transform, timers);
}

inline void expectToWork(Source& source) {
  FakeFeed feed;
  feed.requestStop();
  mayThrow([&] { source.run(feed); });
}

template <typename Case>
class PluginContract : public ::testing::Test {
 protected:
  using Class = typename Case::Plugin;

  static Settings::Values fewest() { return Case::values(); }
  static Settings settings() { return settingsFor(Class(), fewest()); }
};

TYPED_TEST_SUITE_P(PluginContract);

TYPED_TEST_P(PluginContract, HasTheSameOptionsEveryTime) {
  const auto names = [](const Plugin& plugin) {
    std::vector<std::string> list;
    for (const Option& option : plugin.options())
      list.push_back(option.name + " " + std::string(toString(option.type)));
    return list;
  };
  const typename TestFixture::Class one, other;
  EXPECT_EQ(names(one), names(one));
  EXPECT_EQ(names(one), names(other));
}

TYPED_TEST_P(PluginContract, DeclaresItsOptionsWell) {
  std::set<std::string> names;
  for (const Option& option : typename TestFixture::Class().options()) {
    SCOPED_TRACE(option.name);
    EXPECT_NE(option.name, "");
    EXPECT_TRUE(names.insert(option.name).second) << "declared twice";
    EXPECT_FALSE(option.name.ends_with(".file")) << "Herald offers NAME.file for every option";
    EXPECT_TRUE(option.help.ends_with('.')) << "the help must be a sentence: " << option.help;
    EXPECT_EQ(option.type == Type::Choice, !option.choices.empty()) << "choices belong to the type Choice";
    EXPECT_FALSE(option.required && !option.fallback.empty()) << "a required option needs no fallback";
  }
}

TYPED_TEST_P(PluginContract, HasFallbacksThatAreValid) {
  Settings::Values values = TestFixture::fewest();
  for (const Option& option : typename TestFixture::Class().options())
    if (!option.fallback.empty()) values.try_emplace(option.name, option.fallback);
  EXPECT_NO_THROW(settingsFor(typename TestFixture::Class(), values));
}

TYPED_TEST_P(PluginContract, AsksForEachRequiredOptionByName) {
  for (const Option& option : typename TestFixture::Class().options()) {
    if (!option.required) continue;
    Settings::Values values = TestFixture::fewest();
    std::erase_if(values, [&](const auto& value) {
      return value.first == option.name || value.first.starts_with(option.name + ".");
    });
    try {
      settingsFor(typename TestFixture::Class(), values);
      ADD_FAILURE() << "the check did not ask for " << option.name;
    } catch (const BadSettings& bad) {
      EXPECT_TRUE(std::any_of(bad.problems().begin(), bad.problems().end(), [&](const Problem& problem) {
        return problem.option == option.name;
      })) << bad.what();
    }
  }
}

TYPED_TEST_P(PluginContract, RefusesAnUnknownOption) {
  Settings::Values values = TestFixture::fewest();
  values["noSuchOption"] = "x";
  EXPECT_THROW(settingsFor(typename TestFixture::Class(), values), BadSettings);
}

TYPED_TEST_P(PluginContract, IsConfiguredWithoutInputOrOutput) {
  IdleHost host;
  typename TestFixture::Class plugin;
  plugin.configure(TestFixture::settings(), host);
  EXPECT_EQ(host.network().requests().size(), 0u) << "configure() sends a request";
}

TYPED_TEST_P(PluginContract, MayBeDestroyedAfterEachStep) {
  FakeHost host;
  { typename TestFixture::Class constructed; }
  { typename TestFixture::Class().options(); }
  {
    typename TestFixture::Class configured;
    configured.configure(TestFixture::settings(), host);
  }
}

TYPED_TEST_P(PluginContract, WorksWithHostileEventsAndAfterAStop) {
  FakeHost host;
  typename TestFixture::Class plugin;
  plugin.configure(TestFixture::settings(), host);
  expectToWork(plugin);
}

REGISTER_TYPED_TEST_SUITE_P(PluginContract, HasTheSameOptionsEveryTime, DeclaresItsOptionsWell,
                            HasFallbacksThatAreValid, AsksForEachRequiredOptionByName, RefusesAnUnknownOption,
                            IsConfiguredWithoutInputOrOutput, MayBeDestroyedAfterEachStep,
                            WorksWithHostileEventsAndAfterAStop);

}  // namespace herald::test
