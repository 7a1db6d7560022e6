// SPDX-License-Identifier: Apache-2.0
// The scripts by which a shell completes the command line of heraldctl: the shipped ones are those that the program
// prints, and real shells understand them.
#include "harness/command_help.h"
#include "harness/daemon_fixture.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kFolder = std::string(HERALD_SOURCE) + "/etc/completion/";

TEST(Completion, TheShippedScriptsAreThoseOfTheProgram) {
  EXPECT_EQ(readFile(kFolder + "herald.bash"), runToEnd({heraldctl(), "completion", "bash"}).output)
      << "heraldctl completion bash > etc/completion/herald.bash";
  EXPECT_EQ(readFile(kFolder + "_heraldctl"), runToEnd({heraldctl(), "completion", "zsh"}).output)
      << "heraldctl completion zsh > etc/completion/_heraldctl";
}

TEST(Completion, HasEveryVerbAndEveryOption) {
  const auto script = readFile(kFolder + "herald.bash");
  const auto help = helpOfHeraldctl();
  ASSERT_FALSE(help.verbs.empty());
  for (const auto& verb : help.verbs) {
    const auto blank = verb.rfind(' ');
    const auto line = blank == verb.npos ? "\n|" + verb : "\n" + verb.substr(0, blank) + "|" + verb.substr(blank + 1);
    EXPECT_THAT(script, HasSubstr(line + "|verb|"));
  }
  for (const auto& option : help.options) EXPECT_THAT(script, HasSubstr("|" + option + "|")) << option;
}

/// A configuration with two sinks, a source, and a word that is being typed.
class ShellTest : public DaemonTest {
 protected:
  void SetUp() override { configure("source.mk3.type = demo\nsink.slack.type = stdout\nsink.phone.type = stdout\n"); }

  /// What bash offers for the last of these words.
  std::string bash(std::vector<std::string> words) {
    words.insert(words.begin(), heraldctl());
    std::vector<std::string> command{"bash", "-c",
                                     "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _heraldctl; "
                                     "echo \"${COMPREPLY[*]}\"",
                                     "bash", kFolder + "herald.bash"};
    command.insert(command.end(), words.begin(), words.end());
    return runToEnd(command).output;
  }

  /// What zsh offers, with the functions of its completion system replaced by some that print.
  std::string zsh(std::vector<std::string> words) {
    words.insert(words.begin(), heraldctl());
    std::vector<std::string> command{
        "zsh",
        "-f",
        "-c",
        "_describe() { print -r -- ${(P)2}; }; _files() { print files; }; compset() { :; }; "
        "compadd() { local n=$2; print -r -- ${(P)n}; }; script=$1; shift; words=(\"$@\"); CURRENT=$#; source $script",
        "zsh",
        kFolder + "_heraldctl"};
    command.insert(command.end(), words.begin(), words.end());
    return runToEnd(command).output;
  }
};

TEST_F(ShellTest, BashCompletesVerbs) {
  EXPECT_EQ(bash({"sta"}), "status\n");
  EXPECT_THAT(bash({""}), AllOf(HasSubstr("check"), HasSubstr("doctor"), Not(HasSubstr("--"))));
  EXPECT_EQ(bash({"queue", "m"}), "move\n");
  EXPECT_EQ(bash({"queue", "sta"}), "\n");
}

TEST_F(ShellTest, BashCompletesOptions) {
  EXPECT_EQ(bash({"status", "--f"}), "--failing\n");
  EXPECT_EQ(bash({"--v"}), "--version\n");
  EXPECT_THAT(bash({"queue", "show", "phone", "--"}), HasSubstr("--config"));
}

TEST_F(ShellTest, BashCompletesNamesOfTheConfiguration) {
  EXPECT_EQ(bash({"test", "--config", config(), ""}), "phone slack\n");
  EXPECT_EQ(bash({"test", "--config", "=", config(), "s"}), "slack\n");
  EXPECT_EQ(bash({"queue", "show", "-c", config(), "p"}), "phone\n");
  EXPECT_EQ(bash({"render", "-c", config(), "--sink", "sl"}), "slack\n");
  EXPECT_EQ(bash({"render", "-c", config(), "--sink", "="}), "phone slack\n");
  EXPECT_EQ(bash({"import", "octoprint-webhooks", "-c", config(), "--name", ""}), "mk3\n");
  EXPECT_EQ(bash({"test", "--config", "/nowhere", ""}), "\n");
  EXPECT_EQ(bash({"presets", "show", "nt"}), "ntfy\n");
}

TEST_F(ShellTest, BashCompletesFilesAndWords) {
  EXPECT_EQ(bash({"check", "--config", config().substr(0, config().size() - 3)}), config() + "\n");
  EXPECT_EQ(bash({"console", "--lan", "of"}), "off\n");
}

TEST_F(ShellTest, ZshCompletesTheSame) {
  EXPECT_THAT(zsh({""}), HasSubstr("status:Show what needs you"));
  EXPECT_THAT(zsh({"queue", ""}), AllOf(HasSubstr("move:"), Not(HasSubstr("status:"))));
  EXPECT_THAT(zsh({"status", "--"}), HasSubstr("--failing:"));
  EXPECT_EQ(zsh({"test", "--config", config(), ""}), "phone slack\n");
  EXPECT_EQ(zsh({"render", "--config=" + config(), "--sink", ""}), "phone slack\n");
  EXPECT_EQ(zsh({"render", "--event", ""}), "files\n");
  EXPECT_EQ(zsh({"console", "--lan", ""}), "on off\n");
}

}  // namespace
}  // namespace herald::testing
