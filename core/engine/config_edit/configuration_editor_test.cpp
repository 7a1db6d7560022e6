// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/configuration_editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config_edit/testing/edited_folder.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const FormValue kStored{.isStored = true};

class ConfigurationEditorTest : public ::testing::Test {
 protected:
  BlockForm form(const std::string& name, FormValues values) { return {.name = name, .values = std::move(values)}; }
  BlockForm changed(const std::string& name, FormValues values) {
    return {.name = name, .original = name, .values = std::move(values)};
  }

  /// The new text of the console's file.
  std::string textOf(const ConfigurationDraft& draft) const {
    const auto found = draft.files.find(folder_.folder.path() / "data/conf.d/console.properties");
    return found == draft.files.end() ? "unchanged" : found->second.value_or("removed");
  }

  /// The same without the comment at its start.
  std::string block(const ConfigurationDraft& draft) const {
    const auto text = textOf(draft);
    return text.substr(text.starts_with("#") ? text.find("sink.") : 0);
  }

  Configuration with(const ConfigurationDraft& draft) const {
    return readConfiguration(folder_.file, ConfigFiles(draft.files));
  }

  std::vector<FormFault> faults(const std::function<void()>& call) const {
    try {
      call();
    } catch (const BadForm& bad) {
      return bad.faults();
    }
    return {};
  }

  EditedFolder folder_;
  ConfigurationEditor& editor_ = folder_.editor;
};

TEST_F(ConfigurationEditorTest, WritesANewBlock) {
  const auto draft = editor_.put(form("s", {{"url", {"http://a"}}, {"type", {"webhook"}}, {"events", {"A, B"}}}));
  EXPECT_EQ(block(draft), "sink.s.type = webhook\nsink.s.events = A, B\nsink.s.url = http://a\n");
  EXPECT_EQ(with(draft).sinks.at("s").text("url"), "http://a");
  EXPECT_EQ(folder_.consoleText(), "") << "a draft writes nothing";
}

TEST_F(ConfigurationEditorTest, PutsASecretIntoAFileOfItsOwn) {
  const auto draft = editor_.put(form("s", {{"type", {"webhook"}}, {"token", {"hush"}}}));
  const auto secret = folder_.folder.path() / "data/secrets/sink.s.token";
  EXPECT_EQ(block(draft), "sink.s.type = webhook\nsink.s.token.file = " + secret.string() + "\n");
  EXPECT_EQ(draft.files.at(secret), "hush\n");
  EXPECT_EQ(with(draft).sinks.at("s").text("token"), "hush");
}

TEST_F(ConfigurationEditorTest, TakesAnAddressWithATokenForASecret) {
  const auto address = "https://hooks.slack.com/services/T0000/B0000/aB3dE5gH7jK9mN1pQ3sT5vWx";
  EXPECT_THAT(block(editor_.put(form("s", {{"type", {"webhook"}}, {"url", {address}}}))), Not(HasSubstr("aB3dE5")));
  EXPECT_THAT(
      block(editor_.put(form("s", {{"type", {"x"}}, {"headers.Authorization", {"Bearer abc123def456ghi789"}}}))),
      HasSubstr("headers.Authorization.file = "));
}

TEST_F(ConfigurationEditorTest, ShowsAFormWithoutItsSecrets) {
  folder_.folder.write("hidden", "hush\n");
  folder_.folder.write("body.json", "{\"a\": \"@name\"}\n");
  folder_.masked = "known";
  folder_.main(
      "sink.s.type = webhook\nsink.s.token = hush\nsink.s.url.file = hidden\nsink.s.events = A ,B\n"
      "sink.s.data.file = body.json\nsink.s.headers = {\"A\": \"1\", \"B\": \"2\"}\nsink.s.wait = 3s\n"
      "sink.s.message.X = so known\n");
  const auto block = editor_.block("sink", "s");
  ASSERT_TRUE(block);
  EXPECT_THAT(block->values(),
              UnorderedElementsAre(Pair("type", FormValue{"webhook"}), Pair("token", kStored), Pair("url", kStored),
                                   Pair("events", FormValue{"A, B"}), Pair("data", FormValue{"{\"a\": \"@name\"}"}),
                                   Pair("headers.A", FormValue{"1"}), Pair("headers.B", FormValue{"2"}),
                                   Pair("timeout", FormValue{"3s"}), Pair("message.X", kStored)));
  EXPECT_FALSE(block->isOfConsole);
  EXPECT_EQ(block->at.line, 2);
}

TEST_F(ConfigurationEditorTest, ShowsWhereAStoredAddressLeads) {
  folder_.folder.write("hidden", "https://me:hush@a.example:8443/hush\n");
  folder_.main(
      "sink.s.type = webhook\nsink.s.url.file = hidden\n"
      "sink.t.type = webhook\nsink.t.token = hush\n"
      "sink.t.url = https://hooks.slack.com/services/T0000/B0000/aB3dE5gH7jK9mN1pQ3sT5vWx\n");
  EXPECT_EQ(editor_.block("sink", "s")->values().at("url").shown, "https://***@a.example:8443/***");
  EXPECT_EQ(editor_.block("sink", "t")->values().at("url").shown, "https://hooks.slack.com/***");
  EXPECT_EQ(editor_.block("sink", "t")->values().at("token").shown, "");
}

TEST_F(ConfigurationEditorTest, KeepsEveryPropertyThatTheFormDoesNotChange) {
  const std::string text =
      "# mine\nsink.s.type = webhook\nsink.s.token.file = /secret   \n! why\nsink.s.url   :  http://${a.b:-x}\n"
      "sink.s.headers = {\"A\": \"1\"}\n\nsink.other.type = x\n";
  folder_.console(text);
  auto values = editor_.block("sink", "s")->values();
  EXPECT_THAT(editor_.put(changed("s", values)).files, IsEmpty());
  values["timeout"] = {"5s"};
  values.erase("token");
  EXPECT_EQ(textOf(editor_.put(changed("s", values))),
            "# mine\nsink.s.type = webhook\n! why\nsink.s.url   :  http://${a.b:-x}\nsink.s.headers = {\"A\": \"1\"}\n"
            "sink.s.timeout = 5s\n\nsink.other.type = x\n");
  values["headers.A"] = {"2"};
  EXPECT_THAT(textOf(editor_.put(changed("s", values))), HasSubstr("\nsink.s.headers.A = 2\n"));
  EXPECT_THAT(textOf(editor_.put(changed("s", values))), Not(HasSubstr("sink.s.headers =")));
}

TEST_F(ConfigurationEditorTest, KeepsAStoredSecretAndReplacesANewOne) {
  folder_.folder.write("data/secrets/sink.s.token", "old\n");
  folder_.console(
      "sink.s.type = x\nsink.s.token.file = " + (folder_.folder.path() / "data/secrets/sink.s.token").string() + "\n");
  EXPECT_THAT(editor_.put(changed("s", {{"type", {"x"}}, {"token", kStored}})).files, IsEmpty());
  const auto draft = editor_.put(changed("s", {{"type", {"x"}}, {"token", {"new"}}}));
  EXPECT_THAT(textOf(draft), EndsWith("data/secrets/sink.s.token.2\n"));
  EXPECT_EQ(with(draft).sinks.at("s").text("token"), "new");
  EXPECT_THAT(faults([&] {
                editor_.put(form("t", {{"type", {"x"}}, {"token", kStored}}));
              }),
              ElementsAre(FormFault{"token", "has no stored value: give one"}));
}

TEST_F(ConfigurationEditorTest, GivesABlockAnotherName) {
  folder_.console("sink.s.type = x\n# why\nsink.s.url = http://a\n");
  const auto draft = editor_.put(
      {.name = "t", .original = "s", .values = {{"type", {"x"}}, {"url", {"http://a"}}, {"timeout", {"1s"}}}});
  EXPECT_EQ(textOf(draft), "sink.t.type = x\n# why\nsink.t.url = http://a\nsink.t.timeout = 1s\n");
}

TEST_F(ConfigurationEditorTest, LeavesABlockOfAnotherFileSwitchedOffUnderItsOldName) {
  folder_.main("sink.s.type = x\n");
  folder_.console("sink.s.type = x\nsink.s.url = 1\n");
  const auto draft = editor_.put({.name = "t", .original = "s", .values = {{"type", {"x"}}, {"url", {"1"}}}});
  EXPECT_EQ(with(draft).sinks.at("t").text("url"), "1");
  EXPECT_EQ(with(draft).sinks.at("s").text("enabled"), "false");
  EXPECT_EQ(draft.rename, (BlockRename{"sink.s.", "sink.t."}));
  folder_.console(textOf(draft));
  const auto undone = textOf(editor_.undo(draft.blocks));
  EXPECT_THAT(undone, EndsWith("\nsink.s.type = x\nsink.s.url = 1\n"));
  EXPECT_THAT(undone, Not(HasSubstr("sink.t")));
}

TEST_F(ConfigurationEditorTest, TakesNoBeginningOfOptionsForABlock) {
  folder_.main("sink.s.type = x\nsink.s.message.A = 1\n");
  EXPECT_FALSE(editor_.block("sink", "s.message"));
  for (const auto& call : std::vector<std::function<void()>>{
           [&] { editor_.set("sink", "s.message", "enabled", "false"); }, [&] { editor_.remove("sink", "s.message"); },
           [&] { editor_.takeOver("sink", "s.message"); },
           [&] {
             editor_.put({.name = "t", .original = "s.message", .values = {{"type", {"x"}}}});
           }})
    EXPECT_EQ(faults(call).at(0).detail, "there is no sink `s.message`");
}

TEST_F(ConfigurationEditorTest, ShowsNoOptionThatIsUnknown) {
  folder_.main("sink.s.type = x\nsink.s.tokem = hush\n");
  EXPECT_EQ(editor_.block("sink", "s")->values().at("tokem"), kStored);
}

TEST_F(ConfigurationEditorTest, RefusesANameThatIsNoneOrTaken) {
  folder_.main("sink.a.type = x\nsink.b.type = x\n");
  EXPECT_THAT(faults([&] {
                editor_.put(form("a b", {{"type", {"x"}}}));
              }),
              ElementsAre(FormFault{"name", "use letters, digits, `_` and `-`"}));
  EXPECT_THAT(faults([&] {
                editor_.put(form("a", {{"type", {"x"}}})).files.size();
              })
                  .at(0)
                  .detail,
              HasSubstr("herald.properties:2 has this sink"));
  EXPECT_THAT(faults([&] { editor_.put({.name = "b", .original = "a", .values = {}}); }).at(0).key, "name");
  EXPECT_THAT(faults([&] { editor_.put({.name = "c", .original = "c", .values = {}}); }).at(0).detail,
              HasSubstr("no sink `c`"));
}

TEST_F(ConfigurationEditorTest, RefusesWhatCannotBeAProperty) {
  EXPECT_THAT(faults([&] {
                editor_.put(form("s", {{"headers.A=B", {"1"}}, {"url.file", {"/etc/passwd"}}, {"data", {"\xFC"}}}));
              }),
              ElementsAre(FormFault{"data", "has a byte that is not UTF-8: write text in UTF-8"},
                          FormFault{"headers.A=B",
                                    "cannot be a key: it may hold no `=`, `:`, backslash or line end, and no blank or "
                                    "dot at its ends"},
                          FormFault{"url.file",
                                    "is no option of a form: give the value itself, Herald keeps a secret in a file"}));
}

TEST_F(ConfigurationEditorTest, RefusesAKeyThatIsTooLong) {
  const auto key = "headers." + std::string(300, 'a');
  EXPECT_THAT(faults([&] {
                editor_.put(form("s", {{"type", {"x"}}, {key, {"1"}}}));
              }),
              ElementsAre(FormFault{key, "is too long: use at most 200 characters"}));
}

TEST_F(ConfigurationEditorTest, TakesABlockOverWithItsSecrets) {
  folder_.folder.write("secrets/url", "http://hidden\n");
  folder_.main(
      "sink.s.type = x\nsink.s.token = inline\nsink.s.url.file = secrets/url\nsink.s.message.A = ${system.env.A:-b}\n");
  const auto draft = editor_.takeOver("sink", "s");
  EXPECT_THAT(block(draft), HasSubstr("sink.s.url.file = secrets/url\n"));
  EXPECT_THAT(block(draft), HasSubstr("sink.s.message.A = ${system.env.A:-b}\n"));
  EXPECT_THAT(block(draft), Not(HasSubstr("inline")));
  const auto configuration = with(draft);
  EXPECT_THAT(configuration.problems, IsEmpty());
  EXPECT_EQ(configuration.sinks.at("s").text("token"), "inline");
  EXPECT_EQ(configuration.sinks.at("s").text("url"), "http://hidden");
  EXPECT_EQ(configuration.replaced.at(0).what, "sink.s");
}

TEST_F(ConfigurationEditorTest, SwitchesABlockOfAnotherFileOffByOneKey) {
  folder_.main("sink.s.type = x\nsink.s.timeout = 1s\n");
  const auto draft = editor_.set("sink", "s", "enabled", "false");
  EXPECT_EQ(block(draft), "sink.s.enabled = false\n");
  EXPECT_EQ(with(draft).sinks.at("s").text("timeout"), "1s");
  folder_.console("# a\nsink.s.enabled = false # no comment\n");
  EXPECT_EQ(textOf(editor_.set("sink", "s", "enabled", "true")), "# a\nsink.s.enabled = true\n");
}

TEST_F(ConfigurationEditorTest, RemovesABlock) {
  folder_.console("# a\nsink.s.type = x\nsink.s.url = 1\n# b\nsink.t.type = x\n");
  EXPECT_EQ(textOf(editor_.remove("sink", "s")), "# a\n# b\nsink.t.type = x\n");
  EXPECT_THAT(faults([&] { editor_.remove("sink", "u"); }).at(0).detail, "there is no sink `u`");
}

TEST_F(ConfigurationEditorTest, SwitchesOffWhatAnotherFileHas) {
  folder_.main("sink.s.type = x\ntransform.p.type = y\n");
  EXPECT_EQ(block(editor_.remove("sink", "s")), "sink.s.enabled = false\n");
  folder_.console("sink.s.type = x\nsink.s.url = 1\n");
  const auto draft = editor_.remove("sink", "s");
  EXPECT_EQ(textOf(draft), "sink.s.enabled = false\n");
  EXPECT_EQ(with(draft).sinks.at("s").text("type"), "x");
  EXPECT_THAT(faults([&] { editor_.remove("transform", "p"); }).at(0).detail, HasSubstr("herald.properties:3 has it"));
}

TEST_F(ConfigurationEditorTest, UndoesOneBlockAndLeavesTheOthers) {
  folder_.console("sink.s.type = x\nsink.s.url = 1\n");
  auto draft = editor_.put(changed("s", {{"type", {"x"}}, {"url", {"2"}}}));
  ASSERT_EQ(draft.blocks.size(), 1U);
  folder_.console("sink.s.type = x\nsink.s.url = 2\n\n# later\nsink.t.type = x\n");
  EXPECT_EQ(textOf(editor_.undo(draft.blocks)), "sink.s.type = x\nsink.s.url = 1\n\n# later\nsink.t.type = x\n");
  folder_.console("sink.s.type = x\nsink.s.url = 3\n");
  EXPECT_THAT(faults([&] { editor_.undo(draft.blocks); }).at(0).detail, HasSubstr("sink.s was changed since"));
}

TEST_F(ConfigurationEditorTest, GivesEachTextOfABlockARevision) {
  folder_.console("sink.s.type = x\nsink.s.url = 1\n");
  const auto before = editor_.block("sink", "s")->revision();
  EXPECT_EQ(editor_.block("sink", "s")->revision(), before);
  folder_.console("sink.s.type = x\nsink.s.url = 2\n");
  EXPECT_NE(editor_.block("sink", "s")->revision(), before);
}

TEST(FormFaults, NameTheFieldAndItsLine) {
  const std::vector<ConfigProblem> problems{
      {{"f", 3}, "sink.s.data", "is not valid JSON: unexpected end at line 4, column 12"},
      {{"f", 4}, "sink.s.url.file", "cannot read it"},
      {{"f", 9}, "route.r.to", "there is no sink `s`"},
      {{"f", 9}, "sink.s.url", "a warning", Severity::Warning}};
  EXPECT_THAT(faultsOf(problems, "sink.s."),
              ElementsAre(FormFault{"data", "is not valid JSON: unexpected end at line 4, column 12", 4, 12},
                          FormFault{"url", "cannot read it"}, FormFault{"", "f:9: route.r.to: there is no sink `s`"}));
  EXPECT_THAT(faultsOf(problems, "sink.s.", Severity::Warning), ElementsAre(FormFault{"url", "a warning"}));
}

}  // namespace
}  // namespace herald::core
