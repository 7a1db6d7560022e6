// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/command_line.h"

#include <gmock/gmock.h>

#include <sstream>

#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {
namespace {

using Kind = Parameter::Kind;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CommandLineTest : public ::testing::Test {
 protected:
  /// The exit code; 7 if the verb ran.
  int run(std::vector<const char*> words) {
    words.insert(words.begin(), "heraldctl");
    const Verb::Run keep = [this](const Arguments& arguments, std::ostream&) {
      arguments_ = arguments;
      return 7;
    };
    const std::vector<Verb> verbs{
        {.name = "send",
         .help = "Send.",
         .parameters = {{.name = "SINK", .required = true},
                        {.name = "--event", .value = "TYPE", .fallback = "PrintDone"},
                        {.name = "--name", .value = "NAME", .kind = Kind::List},
                        {.name = "--times", .value = "COUNT", .kind = Kind::Number, .least = 1, .most = 9},
                        {.name = "--dry-run", .kind = Kind::Flag}},
         .run = keep},
        {.name = "queue",
         .help = "Queues.",
         .verbs = {{.name = "show",
                    .help = "Show.",
                    .parameters = {{.name = "SEQUENCE", .kind = Kind::Numbers}},
                    .run = keep}}},
        {.name = "move",
         .help = "Move.",
         .parameters = {{.name = "OLD", .required = true}, {.name = "NEW", .required = true}},
         .run = keep},
        {.name = "local", .help = "Local.", .run = keep, .takesConfig = false},
    };
    std::ostringstream out, err;
    const int code = runCommandLine(static_cast<int>(words.size()), words.data(), verbs, out, err);
    printed_ = out.str();
    said_ = err.str();
    return code;
  }

  std::string printed_;  // to standard output
  std::string said_;     // to standard error
  Arguments arguments_{"", {}};
};

TEST_F(CommandLineTest, gives_the_verb_its_arguments) {
  ASSERT_EQ(run({"send", "slack", "--name", "a", "--name=b", "--times", "3", "--dry-run", "-c", "my.properties"}), 7);
  EXPECT_EQ(arguments_.config(), "my.properties");
  EXPECT_EQ(arguments_.text("SINK"), "slack");
  EXPECT_EQ(arguments_.text("--event"), "PrintDone");
  EXPECT_THAT(arguments_.list("--name"), ElementsAre("a", "b"));
  EXPECT_EQ(arguments_.number("--times"), 3u);
  EXPECT_TRUE(arguments_.flag("--dry-run"));
}

TEST_F(CommandLineTest, gives_defaults_and_nothing) {
  ASSERT_EQ(run({"send", "slack", "--event", "PrintFailed"}), 7);
  EXPECT_EQ(arguments_.text("--event"), "PrintFailed");
  EXPECT_THAT(arguments_.list("--name"), IsEmpty());
  EXPECT_FALSE(arguments_.flag("--dry-run"));
  EXPECT_NE(arguments_.config(), "");
}

TEST_F(CommandLineTest, runs_a_verb_within_a_verb) {
  ASSERT_EQ(run({"queue", "show", "4", "18446744073709551615"}), 7);
  EXPECT_THAT(arguments_.numbers("SEQUENCE"), ElementsAre(4u, 18446744073709551615u));
}

TEST_F(CommandLineTest, gives_each_argument_and_option_one_word) {
  ASSERT_EQ(run({"move", "a", "b"}), 7);
  EXPECT_EQ(arguments_.text("OLD") + arguments_.text("NEW"), "ab");
  ASSERT_EQ(run({"send", "--event", "PrintFailed", "--name", "a", "slack"}), 7);
  EXPECT_EQ(arguments_.text("--event"), "PrintFailed");
  EXPECT_THAT(arguments_.list("--name"), ElementsAre("a"));
  EXPECT_EQ(arguments_.text("SINK"), "slack");
}

TEST_F(CommandLineTest, refuses_what_no_verb_takes) {
  const std::vector<std::vector<const char*>> table{
      {},
      {"sned"},
      {"send"},
      {"move", "a"},
      {"move", "a", "b", "c"},
      {"send", "slack", "--times", "ten"},
      {"send", "slack", "--times", "10"},
      {"send", "slack", "--event", "a", "--event", "b"},
      {"queue"},
      {"queue", "show", "-1"},
      {"local", "--config", "x"},
  };
  for (const auto& words : table) {
    const auto code = run(words);
    EXPECT_TRUE(code != 7 && code != 0) << ::testing::PrintToString(words);
  }
}

TEST_F(CommandLineTest, prints_the_help_if_the_verb_is_missing) {
  run({});
  EXPECT_THAT(said_, AllOf(HasSubstr("Usage: "), HasSubstr("Send."), HasSubstr("Queues.")));
  run({"queue"});
  EXPECT_THAT(said_, AllOf(HasSubstr("Usage: heraldctl queue "), HasSubstr("Show."), Not(HasSubstr("Send."))));
}

TEST_F(CommandLineTest, names_a_word_that_is_no_verb) {
  run({"sned"});
  EXPECT_THAT(said_, HasSubstr("there is no verb `sned`, did you mean `send`?"));
  run({"queue", "shwo"});
  EXPECT_THAT(said_, HasSubstr("there is no verb `shwo`, did you mean `show`?"));
  run({"send"});
  EXPECT_THAT(said_, HasSubstr("SINK"));
}

TEST_F(CommandLineTest, prints_help_and_version) {
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_EQ(run({"queue", "show", "--help"}), 0);
  EXPECT_EQ(run({"--version"}), 0);
}

/// Each verb does something or has verbs of its own, and says what.
void expectWhole(const Verb& verb) {
  EXPECT_TRUE(verb.run || !verb.verbs.empty()) << verb.name;
  EXPECT_FALSE(verb.help.empty()) << verb.name;
  for (const auto& part : verb.verbs) expectWhole(part);
}

TEST(AllVerbs, are_whole) {
  for (const auto& verb : allVerbs()) expectWhole(verb);
}

}  // namespace
}  // namespace herald::core::ctl
