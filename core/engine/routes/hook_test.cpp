// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/hook.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

Hook hookWith(Settings::Values values) { return Hook(Settings(Hook::options(), std::move(values))); }

std::string hookMessage(const Hook& hook, std::string_view type) {
  return hook.message(Event{.type = std::string(type), .context = R"({"percentCompleteMilestone":50})"})
      .render([](std::string_view path) -> std::string_view { return path == "percentCompleteMilestone" ? "50" : ""; });
}

std::vector<Problem> problemsOf(Settings::Values values) {
  try {
    hookWith(std::move(values));
  } catch (const BadSettings& bad) {
    return bad.problems();
  }
  return {};
}

TEST(Hook, without_options_asks_for_the_six_events_of_octoprint_webhooks) {
  const Hook hook;
  EXPECT_TRUE(hook.enabled());
  EXPECT_TRUE(hook.from().empty());
  EXPECT_THAT(hook.events(),
              ElementsAre("PrintStarted", "PrintDone", "PrintFailed", "PrintPaused", "UserActionNeeded", "Error"));
  EXPECT_EQ(hook.cooldown(), Millis(0));
  EXPECT_EQ(hook.progress(), 0);
}

TEST(Hook, has_words_for_events_and_the_type_of_an_unknown_one) {
  struct Case {
    const char* type;
    const char* topic;
    const char* message;
  };
  const Case cases[] = {
      {"PrintStarted", "Print Started", "Your print has started."},
      {"PrintDone", "Print Done", "Your print is done."},
      {"PrintFailed", "Print Failed", "Your print has failed."},
      {"PrintPaused", "Print Paused", "Your print has paused. You might need to change the filament."},
      {"UserActionNeeded", "User Action Needed", "Your printer needs you. You might need to change the filament."},
      {"Error", "Error", "There was an error with the printer."},
      {"PrintProgress", "Print Progress", "Your print is 50 % complete."},
      {"printdone", "Print Done", "Your print is done."},
      {"plugin_octolapse_done", "Custom Event", "plugin_octolapse_done"},
      {"me@home @type", "Custom Event", "me@home @type"},
  };
  const Hook hook;
  for (const auto& [type, topic, message] : cases) {
    EXPECT_EQ(hook.topic(type), topic);
    EXPECT_EQ(hookMessage(hook, type), message);
  }
}

TEST(Hook, the_users_messages_are_found_in_any_case) {
  const auto hook = hookWith({{"message.printDONE", "ready"}, {"message.ZChange", "up"}});
  EXPECT_EQ(hookMessage(hook, "PrintDone"), "ready");
  EXPECT_EQ(hookMessage(hook, "zchange"), "up");
  EXPECT_EQ(hookMessage(hook, "PrintFailed"), "Your print has failed.");
  EXPECT_THAT(hook.events(), Not(Contains("ZChange"))) << "a message does not ask for its event";
}

TEST(Hook, knows_which_variables_its_messages_use) {
  const auto hook = hookWith({{"message.PrintDone", "@meta.analysis of @job.file.name"}});
  EXPECT_TRUE(hook.usesInMessages("meta"));
  EXPECT_TRUE(hook.usesInMessages("percentCompleteMilestone"));
  EXPECT_FALSE(hook.usesInMessages("snapshot"));
}

TEST(Hook, progress_decides_which_progress_events_go) {
  struct Case {
    Settings::Values values;
    int progress;
    bool asked;
  };
  const Case cases[] = {
      {{{"progress", "10"}}, 10, true},
      {{{"progress", "99%"}}, 99, true},
      {{{"events", "PrintDone"}, {"progress", "25 %"}}, 25, true},
      {{{"events", "*"}, {"progress", "10"}}, 10, true},
      {{{"events", "PrintDone, printprogress"}}, 50, true},
      {{{"events", "*"}}, 0, true},
      {{{"events", "PrintDone"}}, 0, false},
  };
  for (const auto& [values, progress, asked] : cases) {
    const auto hook = hookWith(values);
    EXPECT_EQ(hook.progress(), progress) << ::testing::PrintToString(values);
    const auto& events = hook.events();
    const bool asksForIt = std::any_of(events.begin(), events.end(), [](const auto& event) {
      return event == "*" || event == "PrintProgress" || event == "printprogress";
    });
    EXPECT_EQ(asksForIt, asked) << ::testing::PrintToString(values);
    EXPECT_LE(std::count(events.begin(), events.end(), "PrintProgress"), 1);
  }
}

TEST(Hook, layers_asks_for_layer_events) {
  EXPECT_EQ(hookWith({{"events", "PrintLayer"}}).layers(), 0);
  for (const char* events : {"PrintDone", "*", "printlayer", "PrintDone, PrintLayer"}) {
    const auto hook = hookWith({{"events", events}, {"layers", "10"}});
    EXPECT_EQ(hook.layers(), 10) << events;
    const auto asked = std::count_if(hook.events().begin(), hook.events().end(), [](const auto& event) {
      return event == "*" || event == "PrintLayer" || event == "printlayer";
    });
    EXPECT_EQ(asked, 1) << events;
  }
}

TEST(Hook, says_all_that_is_wrong_at_once) {
  const auto problems =
      problemsOf({{"eventTopic.Error", "a"}, {"eventTopic.error", "b"}, {"message.Error", "@a"}, {"progress", "100"}});
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].option, "eventTopic.error");
  EXPECT_EQ(problems[1].option, "progress");
  EXPECT_EQ(problems[1].why, "has to be a percentage from 1 to 99, such as `10` or `10%`, not `100`");
}

TEST(Hook, refuses_each_message_that_is_no_template) {
  const auto problems = problemsOf({{"message.PrintDone", "@{job"}, {"message.Error", "@{"}});
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].option, "message.Error");
  EXPECT_EQ(problems[1].option, "message.PrintDone");
}

TEST(Hook, refuses_every_other_progress) {
  for (const auto* text : {"0", "100", "-5", "ten", "10%%", "1.5", "%", "10 20"}) {
    EXPECT_EQ(problemsOf({{"progress", text}}).size(), 1u) << text;
  }
}

TEST(Hook, has_the_users_topics_in_any_case) {
  const auto hook = hookWith({{"eventTopic.printDONE", "Ready"}, {"eventTopic.ZChange", "Custom Event"}});
  EXPECT_EQ(hook.topic("PrintDone"), "Ready");
  EXPECT_EQ(hook.topic("zchange"), "Custom Event");
  EXPECT_EQ(hook.topic("PrintFailed"), "Print Failed");
  const auto problems = problemsOf({{"eventTopic.PrintDone", "a"}, {"eventTopic.printdone", "b"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].option, "eventTopic.printdone");
}

TEST(Hook, refuses_two_messages_for_one_event) {
  const auto problems = problemsOf({{"message.PrintDone", "a"}, {"message.printdone", "b"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].option, "message.printdone");
}

TEST(Hook, has_words_for_heralds_own_events_and_does_not_ask_for_them_by_itself) {
  const Hook hook;
  for (const auto* type : {"SinkFailing", "SinkRecovered", "DeadLetter", "SourceLost", "SourceBack"}) {
    EXPECT_THAT(hook.events(), ::testing::Not(::testing::Contains(type)));
    EXPECT_NE(hook.topic(type), "Custom Event");
  }
  const auto values = [](std::string_view name) -> std::string_view {
    if (name == "sink") return "\"slack\"";
    return name == "reason" ? "\"401\"" : "3";
  };
  EXPECT_EQ(hook.message(Event{.type = "SinkFailing"}).render(values), "slack fails: 401. 3 events wait.");
}

}  // namespace
}  // namespace herald::core
