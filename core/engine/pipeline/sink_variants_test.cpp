// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/sink_variants.h"

#include <gmock/gmock.h>

#include <functional>
#include <utility>

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

/// Notes its calls as "NAME TYPE".
class NamedSink : public Sink, public TemplateUser {
 public:
  NamedSink(std::string name, std::vector<std::string>& calls) : name_(std::move(name)), calls_(calls) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt& attempt) override {
    note(attempt);
    return {.reason = name_};
  }
  bool concurrent() const override { return reentrant; }
  bool uses(std::string_view variable) const override { return variable == name_; }

  bool reentrant = true;
  Clock::time_point deadline{};

 protected:
  void note(const Attempt& attempt) {
    calls_.push_back(name_ + " " + std::string(attempt.event.type));
    deadline = attempt.deadline;
  }
  const std::string name_;

 private:
  std::vector<std::string>& calls_;
};

class NamedPreviewer final : public NamedSink, public Previewer {
 public:
  using NamedSink::NamedSink;
  Preview preview(const Attempt& attempt) override {
    note(attempt);
    return {.text = name_};
  }
};

/// Ends what it begins on request.
class NamedAsyncSink final : public NamedSink, public AsyncSink {
 public:
  using NamedSink::NamedSink;
  void begin(const Attempt& attempt, Completion done) override {
    note(attempt);
    if (attempt.event.subject == "bad") throw Failure(Outcome::Verdict::Rejected, "no such channel");
    end = [&attempt, done, this] { done({.reason = name_ + " at " + std::to_string(attempt.number)}); };
  }

  std::function<void()> end{};
};

class SinkVariantsTest : public ::testing::Test {
 protected:
  /// One version for all, one for PrintFailed, one for mk3, one for both.
  template <typename Made = NamedSink>
  std::shared_ptr<Sink> made() {
    std::vector<SinkVersion> versions;
    for (const auto* name : {"plain", "failed", "mk3", "both"}) {
      sinks_.push_back(std::make_shared<Made>(name, calls_));
      versions.push_back({nullptr, sinks_.back(), name == std::string("failed") ? Millis(30s) : Millis(10s)});
    }
    return asOneSink({{{"", "mk3"}, {"PrintFailed", ""}}, {{{}, 0}, {{1}, 1}, {{0}, 2}, {{0, 1}, 3}}}, versions);
  }
  static Event event(const std::string& type, const std::string& device) {
    return Event{.type = type, .device = device};
  }

  std::vector<std::string> calls_{};
  std::vector<std::shared_ptr<NamedSink>> sinks_{};
};

TEST_F(SinkVariantsTest, each_event_goes_to_its_version) {
  const auto sink = made();
  for (const auto& [type, device] : {std::pair("PrintDone", "ender"), std::pair("PrintFailed", "ender"),
                                     std::pair("PrintDone", "mk3"), std::pair("PrintFailed", "mk3")}) {
    const auto one = event(type, device);
    sink->deliver({.event = one});
  }
  EXPECT_THAT(calls_, ElementsAre("plain PrintDone", "failed PrintFailed", "mk3 PrintDone", "both PrintFailed"));
}

TEST_F(SinkVariantsTest, the_outcome_is_that_of_the_version) {
  const auto one = event("PrintFailed", "x");
  EXPECT_EQ(made()->deliver({.event = one}).reason, "failed");
}

TEST_F(SinkVariantsTest, each_version_has_the_time_of_its_own) {
  const auto sink = made();
  const auto start = Clock::time_point(1h);
  const auto failed = event("PrintFailed", "x"), done = event("PrintDone", "x");
  sink->deliver({.event = failed, .deadline = start + 30s});
  sink->deliver({.event = done, .deadline = start + 30s});
  EXPECT_EQ(sinks_[1]->deadline, start + 30s);
  EXPECT_EQ(sinks_[0]->deadline, start + 10s);
  sink->deliver({.event = done});
  EXPECT_EQ(sinks_[0]->deadline, Clock::time_point::max()) << "no limit";
}

TEST_F(SinkVariantsTest, calls_overlap_only_if_every_version_allows_it) {
  const auto sink = made();
  EXPECT_TRUE(sink->concurrent());
  sinks_[2]->reentrant = false;
  EXPECT_FALSE(sink->concurrent());
}

TEST_F(SinkVariantsTest, uses_what_a_version_uses) {
  const auto sink = made();
  const auto& user = dynamic_cast<const TemplateUser&>(*sink);
  EXPECT_TRUE(user.uses("both"));
  EXPECT_FALSE(user.uses("snapshot"));
}

TEST_F(SinkVariantsTest, is_a_previewer_only_if_the_versions_are) {
  EXPECT_EQ(std::dynamic_pointer_cast<Previewer>(made()), nullptr);
  sinks_.clear();
  const auto previewer = std::dynamic_pointer_cast<Previewer>(made<NamedPreviewer>());
  ASSERT_NE(previewer, nullptr);
  const auto one = event("PrintDone", "mk3");
  EXPECT_EQ(previewer->preview({.event = one}).text, "mk3");
}

TEST_F(SinkVariantsTest, begins_an_attempt_only_if_the_versions_do) {
  EXPECT_EQ(std::dynamic_pointer_cast<AsyncSink>(made<NamedPreviewer>()), nullptr);
  sinks_.clear();
  const auto sink = std::dynamic_pointer_cast<AsyncSink>(made<NamedAsyncSink>());
  ASSERT_NE(sink, nullptr);
  EXPECT_EQ(std::dynamic_pointer_cast<Previewer>(sink), nullptr);
  const auto one = event("PrintDone", "x");
  Outcome outcome;
  const Completion done([&](Outcome how) { outcome = std::move(how); });
  sink->begin({.event = one, .number = 3, .deadline = Clock::time_point(1h)}, done);
  EXPECT_EQ(sinks_[0]->deadline, Clock::time_point(1h) - 20s) << "the time of this version";
  EXPECT_EQ(outcome.reason, "");
  std::exchange(dynamic_cast<NamedAsyncSink&>(*sinks_[0]).end, nullptr)();
  EXPECT_EQ(outcome.reason, "plain at 3") << "the attempt has lived until its end";
}

TEST_F(SinkVariantsTest, what_a_version_throws_is_the_end_of_the_attempt) {
  const auto sink = std::dynamic_pointer_cast<AsyncSink>(made<NamedAsyncSink>());
  auto bad = event("PrintDone", "x");
  bad.subject = "bad";
  Outcome outcome;
  sink->begin({.event = bad}, Completion([&](Outcome how) { outcome = std::move(how); }));
  EXPECT_EQ(outcome.verdict, Outcome::Verdict::Rejected);
  EXPECT_EQ(outcome.reason, "no such channel");
}

TEST_F(SinkVariantsTest, says_which_selectors_chose) {
  const VariantChooser chooser({{"", "mk3"}, {"PrintFailed", ""}}, {{{}, 0}, {{1}, 1}, {{0}, 2}, {{0, 1}, 3}});
  EXPECT_EQ(chooser.describe(event("PrintDone", "ender")), "");
  EXPECT_EQ(chooser.describe(event("PrintFailed", "mk3")), "for.mk3, on.PrintFailed");
  EXPECT_EQ(VariantChooser().versionFor(event("PrintFailed", "mk3")), 0u);
}

}  // namespace
}  // namespace herald::core
