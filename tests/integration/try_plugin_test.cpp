// SPDX-License-Identifier: Apache-2.0
// `heraldctl plugins try`, with the plugins of this build and with some that break a rule.
#include "harness/daemon_fixture.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class TryPlugin : public ::testing::Test {
 protected:
  static Finished tried(const fs::path& library, const std::vector<std::string>& more = {}) {
    std::vector<std::string> command{heraldctl(), "plugins", "try", library.string()};
    command.insert(command.end(), more.begin(), more.end());
    return runToEnd(command);
  }
  static Finished triedType(const std::string& type, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--type", type});
    return tried(bad("breaks_rules"), more);
  }

  static fs::path builtIn(const std::string& name) {
    return fs::path(HERALD_BUILD) / "lib/herald/plugins" / (name + ".so");
  }
  static fs::path bad(const std::string& name) {
    return fs::path(HERALD_BUILD) / "tests/bad_plugins" / name / (name + ".so");
  }

  TemporaryFolder folder_;
};

TEST_F(TryPlugin, SaysThatEveryRuleIsKept) {
  const auto finished = tried(builtIn("stdout"));
  EXPECT_EQ(finished.code, 0) << finished.output;
  EXPECT_THAT(finished.output,
              AllOf(HasSubstr("the sink `stdout`\n  kept    TakesTheseOptions\n"),
                    HasSubstr("  kept    EndsAnAttemptByItsDeadline\n"), HasSubstr("every rule is kept")));
}

TEST_F(TryPlugin, TakesTheOptionsOfEachClassFromAConfiguration) {
  const auto sample = fs::path(HERALD_SOURCE) / "plugins/sinks/webhook/sample.properties";
  const auto named = tried(builtIn("webhook"), {"--options", sample.string()});
  EXPECT_EQ(named.code, 0) << named.output;
  EXPECT_THAT(named.output, AllOf(HasSubstr("the sink `webhook`"), HasSubstr("the sink `oauth_webhook`")));
}

TEST_F(TryPlugin, TakesTheOptionsFromASampleBesideTheLibrary) {
  folder_.write("breaks_rules.so", readFile(bad("breaks_rules")));
  folder_.write("sample.properties", "sink.a.type = needs_a_word\nsink.a.wort = yes\nsink.a.events = *\n");
  const auto finished = tried(folder_.path() / "breaks_rules.so", {"--type", "needs_a_word", "--set", "folder=here"});
  EXPECT_EQ(finished.code, 0) << finished.output;
}

TEST_F(TryPlugin, AsksForARequiredOption) {
  const auto without = triedType("needs_a_word");
  EXPECT_EQ(without.code, 78);
  EXPECT_THAT(without.output, HasSubstr("wort: is required: give it with --set wort=VALUE"));
  const auto with = triedType("needs_a_word", {"--set", "wort=yes", "--set", "folder=here"});
  EXPECT_EQ(with.code, 0) << with.output;
}

TEST_F(TryPlugin, SaysWhichOptionsAreWrong) {
  const auto unknown = triedType("needs_a_word", {"--set", "wort=yes", "--set", "word2=a"});
  EXPECT_EQ(unknown.code, 78);
  EXPECT_THAT(unknown.output, HasSubstr("word2: unknown option"));
  const auto refused = triedType("needs_a_word", {"--set", "wort=no"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, AllOf(HasSubstr("broken  TakesTheseOptions"), HasSubstr("must not be `no`"),
                                    Not(HasSubstr("LeavesNothingBehind"))));
  EXPECT_THAT(triedType("needs_a_word", {"--set", "=x"}).output, HasSubstr("write --set NAME=VALUE"));
}

TEST_F(TryPlugin, NamesEachBrokenRuleWithASentence) {
  const auto expectBroken = [](const std::string& type, const std::string& rule, const std::string& sentence) {
    const auto finished = triedType(type);
    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.output, AllOf(HasSubstr("  broken  " + rule + "\n"), HasSubstr(sentence),
                                       HasSubstr("  kept    DeclaresItsOptionsWell\n")));
  };
  expectBroken("sends_without_a_deadline", "EndsAnAttemptByItsDeadline", "pass attempt.deadline");
  expectBroken("logs_its_password", "ShowsNoSecret", "it shows a secret in the log");
  expectBroken("keeps_emit", "EmitsOnlyDuringTheCall", "it keeps `emit` after apply() has returned");
  expectBroken("counts_all_devices", "KeepsItsStatePerDevice", "another device");
  expectBroken("publishes_after_the_end", "PublishesOnlyWhileItRuns", "it publishes after run() has returned");
  expectBroken("prints_an_answer", "DeliversHostileEvents", "retry without a reason");
}

TEST_F(TryPlugin, ACrashNamesItsRuleAndTheOtherRulesAreChecked) {
  const auto finished = triedType("crashes");
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.output,
              AllOf(HasSubstr("  broken  EndsAnAttemptAtAStop\n          it ends the process (Segmentation fault"),
                    HasSubstr("the rule: deliver() returns soon after attempt.stop is requested"),
                    HasSubstr("  kept    PreviewsWithoutDoing\n")));
}

TEST_F(TryPlugin, AHangNamesItsRule) {
  const auto finished = triedType("ignores_the_stop", {"--limit", "2"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.output,
              HasSubstr("  broken  EndsWhenItIsAskedTo\n"
                        "          it hangs; the rule: run() returns within 5 seconds after feed.stop() is requested"));
}

TEST_F(TryPlugin, SaysWhyHeraldWouldRefuseTheFile) {
  const auto expectRefusal = [](const fs::path& library, const std::string& why) {
    const auto finished = tried(library);
    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.output, HasSubstr(why));
  };
  expectRefusal(folder_.write("text.so", "no library"), "text.so is");
  expectRefusal(folder_.path() / "none.so", "none.so");
  expectRefusal(bad("ends_by_exit"), "ends the process (exit code");
  expectRefusal(bad("bad_options"), "cannot be used: ");
  EXPECT_THAT(tried(builtIn("stdout"), {"--type", "x"}).output, HasSubstr("the library has no class `x`"));
}

}  // namespace
}  // namespace herald::testing
