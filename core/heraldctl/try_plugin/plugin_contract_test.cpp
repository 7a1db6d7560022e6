// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/try_plugin/plugin_contract.h"

#include <gmock/gmock.h>

#include "herald/testing/temporary_folder.h"

namespace herald::core::ctl {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

/// With a shell script in place of the program.
class PluginContractTest : public ::testing::Test {
 protected:
  PluginContract contractOf(const std::string& script, std::map<std::string, std::string> options = {}) const {
    const auto program = folder_.write("try_contract", "#!/bin/sh\n" + script + "\n");
    fs::permissions(program, fs::perms::owner_all);
    return {{.library = "hello.so", .configuration = {}, .options = std::move(options)}, kLong, program};
  }

  std::vector<std::string> failuresOf(const std::string& script) const {
    return contractOf(script).failuresOf({.type = "hello", .kind = "sink"}, {"Keeps", "deliver() returns"});
  }

  static constexpr Millis kLong = std::chrono::minutes(1);
  herald::testing::TemporaryFolder folder_;
};

TEST_F(PluginContractTest, SaysWhatToInstallIfTheProgramIsMissing) {
  EXPECT_THAT([&] { PluginContract({.library = "hello.so"}, kLong, folder_.path() / "try_contract"); },
              ThrowsMessage<std::runtime_error>(HasSubstr(" is missing: install the package libherald-dev")));
}

TEST_F(PluginContractTest, ReadsTheClassesWithTheirRules) {
  const auto classes = contractOf(R"(echo '{"classes":[{"type":"hello","kind":"sink","problem":"p","rules":[
    {"name":"Keeps","promise":"deliver() returns"}]}],"refused":[{"type":"bad","why":"it is bad"}]}')")
                           .classes();
  ASSERT_EQ(classes.size(), 2u);
  EXPECT_EQ(classes[0].whyRefused, "it is bad");
  EXPECT_EQ(classes[1].type + classes[1].kind + classes[1].problem, "hellosinkp");
  ASSERT_EQ(classes[1].rules.size(), 1u);
  EXPECT_EQ(classes[1].rules[0].promise, "deliver() returns");
}

TEST_F(PluginContractTest, NoOptionIsOnTheCommandLine) {
  const auto contract = contractOf(R"(cat >input; echo "$@" >words; echo '{"classes":[]}')",
                                   {{"password", "s3cr\"et"}, {"word", "two words"}});
  const auto here = fs::current_path();
  fs::current_path(folder_.path());
  contract.classes();
  fs::current_path(here);
  EXPECT_EQ(herald::testing::readFile(folder_.path() / "input"), R"({"password":"s3cr\"et","word":"two words"})");
  EXPECT_THAT(herald::testing::readFile(folder_.path() / "words"), ::testing::Not(HasSubstr("s3cr")));
}

TEST_F(PluginContractTest, EachEndWithoutAnAnswerIsASentence) {
  EXPECT_THAT(failuresOf(R"(echo '{"failures":[]}')"), IsEmpty());
  EXPECT_THAT(failuresOf(R"(echo '{"failures":["it is wrong"]}')"), ElementsAre("it is wrong"));
  EXPECT_THAT(failuresOf("echo ouch >&2; exit 3"),
              ElementsAre("it ends the process (exit code 3; it printed `ouch`); the rule: deliver() returns"));
  EXPECT_THAT(failuresOf("kill -SEGV $$"),
              ElementsAre("it ends the process (Segmentation fault); the rule: deliver() returns"));
}

TEST_F(PluginContractTest, AHangIsASentence) {
  const auto program = folder_.write("try_contract", "#!/bin/sh\nexec sleep 600\n");
  fs::permissions(program, fs::perms::owner_all);
  const PluginContract contract({.library = "hello.so"}, Millis(50), program);
  EXPECT_THAT(contract.failuresOf({.type = "hello", .kind = "sink"}, {"Keeps", "deliver() returns"}),
              ElementsAre("it hangs; the rule: deliver() returns"));
  EXPECT_THAT([&] { contract.classes(); }, ThrowsMessage<std::runtime_error>(HasSubstr("hangs while it is loaded")));
}

}  // namespace
}  // namespace herald::core::ctl
