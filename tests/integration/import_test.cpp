// SPDX-License-Identifier: Apache-2.0
// Moves from OctoPrint-Webhooks to Herald as a user does: import, then render.
#include <Poco/String.h>

#include "harness/daemon_fixture.h"
#include "harness/service_user.h"
#include "herald/json.h"
#include "integration/parity.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path kTestcases = fs::path(HERALD_SOURCE) / "core" / "heraldctl" / "import" / "testcases";

/// A config.yaml with this hook. JSON is YAML, except for escaped surrogate pairs: jsonQuote writes none.
std::string configYaml(const std::string& hook) {
  std::string settings;
  for (const auto& [setting, raw] : jsonMembers(hook)) {
    std::string value(raw);
    if (raw.starts_with('"')) value = jsonQuote(jsonToText(raw));
    settings += (settings.empty() ? "" : ", ") + jsonQuote(setting) + ": " + value;
  }
  return "plugins:\n  webhooks:\n    settings_version: 5\n    hooks:\n    - {" + settings + "}\n";
}

class Import : public DaemonTest {
 protected:
  Finished import(std::vector<std::string> arguments) {
    std::vector<std::string> all{heraldctl(), "import", "octoprint-webhooks", "--out", folder_.path()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return runToEnd(all, service_.environment());
  }

  std::string written(const std::string& name) { return readFile(folder_.path() / name); }

  /// The name of the first sink of an import.
  std::string sink() {
    const auto text = written("conf.d/octoprint-webhooks.properties");
    const auto begin = text.find("sink.") + 5;
    return text.substr(begin, text.find('.', begin) - begin);
  }

  Finished render(const std::string& name, const std::string& event) {
    const auto file = folder_.write("event.json", event).string();
    return runToEnd({heraldctl(), "render", "--config", config(), "--sink", name, "--event", file, "--secrets"});
  }

  Finished check() { return runToEnd({heraldctl(), "check", "--config", config()}); }

  ServiceUser service_;
};

class ImportParity : public Import, public ::testing::WithParamInterface<std::string> {};

TEST_P(ImportParity, ASinkSendsWhatItsHookSent) {
  configure("");
  const auto yaml = folder_.write("octoprint/config.yaml", configYaml(parityHook(GetParam()))).string();
  const auto imported = import({yaml});
  ASSERT_EQ(imported.code, 0) << imported.output;
  EXPECT_EQ(check().code, 0) << check().output;
  const auto rendered = render(sink(), parityEvent(GetParam()));
  if (isRefused(GetParam())) {
    EXPECT_THAT(imported.output, HasSubstr("The plugin could not send it either"));
    EXPECT_EQ(rendered.code, 1) << rendered.output;
  } else {
    ASSERT_EQ(rendered.code, 0) << rendered.output;
    expectParity(rendered.output, GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, ImportParity, ::testing::ValuesIn(parityVectors()),
                         [](const auto& vector) { return parityName(vector.param); });

class RealFile : public Import, public ::testing::WithParamInterface<const char*> {};

TEST_P(RealFile, BecomesAValidConfigurationThatOnlyTheServiceReads) {
  configure("source.mk3.type = demo\n");
  const auto imported = import({kTestcases / GetParam()});
  ASSERT_EQ(imported.code, 0) << imported.output;
  EXPECT_EQ(check().code, 0) << check().output;
  EXPECT_TRUE(fs::exists(folder_.path() / "conf.d"));
  for (const auto folder : {"conf.d", "secrets"}) {
    if (!fs::exists(folder_.path() / folder)) continue;  // not every hook has a secret
    ServiceUser::expectToOwn(folder_.path() / folder);
    for (const auto& entry : fs::directory_iterator(folder_.path() / folder)) ServiceUser::expectToOwn(entry.path());
  }
  EXPECT_THAT(imported.output, HasSubstr("switch the plugin off, or everything arrives twice"));
}

INSTANTIATE_TEST_SUITE_P(Versions, RealFile,
                         ::testing::Values("version_1.yaml", "version_2.yaml", "version_3.yaml", "version_4.yaml",
                                           "version_5.yaml"),
                         [](const auto& file) { return std::string(file.param).substr(0, 9); });

TEST_F(Import, AVersion1WithOnlyAUrlSendsWhatThePluginSentByDefault) {
  configure("");
  ASSERT_EQ(import({kTestcases / "version_1.yaml"}).code, 0);
  const auto rendered = render(sink(), R"({"type": "PrintDone", "payload": {"time": 3}})");
  ASSERT_EQ(rendered.code, 0) << rendered.output;
  EXPECT_EQ(textAt(rendered.output, "0.url"), "https://hooks.example.com/v1");
  EXPECT_THAT(textAt(rendered.output, "0.body"), HasSubstr("Your print is done."));
}

TEST_F(Import, NoSecretIsInTheOutputOrTheConfiguration) {
  configure("");
  const auto imported = import({kTestcases / "version_5.yaml"});
  for (const auto& text : {imported.output, written("conf.d/octoprint-webhooks.properties")}) {
    for (const auto secret : {"s3cr3t", "very secret", "abcdEFGH1234"}) EXPECT_THAT(text, Not(HasSubstr(secret)));
  }
  EXPECT_EQ(written("secrets/prusa-mk3.apiSecret"), "s3cr3t\n");
}

TEST_F(Import, AnExistingFileIsNotOverwritten) {
  configure("");
  ASSERT_EQ(import({kTestcases / "version_5.yaml"}).code, 0);
  const auto before = written("conf.d/octoprint-webhooks.properties");
  const auto again = import({kTestcases / "version_4.yaml"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.output, HasSubstr("octoprint-webhooks.properties exists: delete it"));
  EXPECT_EQ(written("conf.d/octoprint-webhooks.properties"), before);
  EXPECT_FALSE(fs::exists(folder_.path() / "conf.d" / "prusa-mk3-2.data.json"));
}

TEST_F(Import, AnImportThatCannotBeCompleteWritesNothing) {
  configure("");
  folder_.write("conf.d", "no folder");
  const auto finished = import({kTestcases / "version_5.yaml"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.output, HasSubstr("nothing was imported: "));
  EXPECT_TRUE(!fs::exists(folder_.path() / "secrets") || fs::is_empty(folder_.path() / "secrets"));
}

TEST_F(Import, TheFilesGoToTheGivenConfiguration) {
  configure("");
  const auto finished = runToEnd({heraldctl(), "import", "octoprint-webhooks", "--config", config(), "--name", "mk3",
                                  kTestcases / "version_4.yaml"});
  EXPECT_EQ(finished.code, 0) << finished.output;
  EXPECT_THAT(written("conf.d/mk3-webhooks.properties"), HasSubstr(".from = mk3\n"));
}

// It fails on a machine with an OctoPrint of its own, because the import then finds several.
TEST_F(Import, TheOctoPrintInTheHomeFolderIsFound) {
  configure("");
  const TemporaryFolder home;
  const auto found = home.write(".octoprint/config.yaml", readFile(kTestcases / "version_5.yaml"));
  const auto finished =
      runToEnd({heraldctl(), "import", "octoprint-webhooks", "--config", config()}, {{"HOME", home.path().string()}});
  EXPECT_EQ(finished.code, 0) << finished.output;
  EXPECT_THAT(finished.output, HasSubstr(found.string() + ": OctoPrint-Webhooks, settings version 5"));
  EXPECT_EQ(written("secrets/prusa-mk3.apiSecret"), "s3cr3t\n");
}

TEST_F(Import, WithoutAnOctoPrintItAsksForTheFile) {
  configure("");
  const TemporaryFolder home;
  const auto finished =
      runToEnd({heraldctl(), "import", "octoprint-webhooks", "--config", config()}, {{"HOME", home.path().string()}});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.output, HasSubstr("found no OctoPrint on this machine: give the path of its config.yaml"));
  EXPECT_FALSE(fs::exists(folder_.path() / "conf.d"));
}

TEST_F(Import, PrintersWithTheSameHooksShareThemEvenIfImportedOneByOne) {
  configure("source.mk3.type = demo\nsource.mk4.type = demo\n");
  auto other = readFile(kTestcases / "version_5.yaml");
  for (auto at = other.find("Prusa MK3"); at != std::string::npos; at = other.find("Prusa MK3"))
    other.replace(at, 9, "MK4 S");
  const auto second = folder_.write("mk4.yaml", other).string();
  ASSERT_EQ(import({kTestcases / "version_5.yaml", "--name", "mk3"}).code, 0);
  const auto imported = import({second, "--name", "mk4"});
  ASSERT_EQ(imported.code, 0) << imported.output;
  EXPECT_EQ(check().code, 0) << check().output;
  auto one = written("conf.d/mk3-webhooks.properties");
  ServiceUser::expectToOwn(folder_.path() / "conf.d" / "mk3-webhooks.properties");
  EXPECT_THAT(one, HasSubstr(".from = mk3, mk4\n"));
  EXPECT_THAT(one, Not(HasSubstr("deviceIdentifier = ")));
  EXPECT_THAT(one, HasSubstr("source.mk3.name = Prusa MK3\n"));
  EXPECT_THAT(written("conf.d/mk4-webhooks.properties"), HasSubstr("source.mk4.name = MK4 S\n"));
  const auto body = textAt(render("prusa-mk3", R"({"type": "PrintDone", "device": "mk4"})").output, "0.body");
  EXPECT_THAT(body, HasSubstr("mk4"));

  fs::remove_all(folder_.path() / "conf.d");
  fs::remove_all(folder_.path() / "secrets");
  ASSERT_EQ(import({kTestcases / "version_5.yaml", second, "--name", "mk3", "--name", "mk4"}).code, 0);
  for (const auto& [device, host] :
       {std::pair("prusa-mk3-hooks-slack-com", "hooks-slack-com"), std::pair("prusa-mk3", "hooks-example-com")}) {
    one = Poco::replace(one, std::string(device), std::string(host));
  }
  EXPECT_EQ(written("conf.d/mk3-webhooks.properties").substr(100), one.substr(100));
}

TEST_F(Import, SaysWhereThePictureComesFrom) {
  configure("");
  const auto imported = import({kTestcases / "version_5.yaml"});
  EXPECT_THAT(imported.output, HasSubstr("The picture (@snapshot) comes from OctoPrint"));
}

TEST_F(Import, PrintsNoPasswordAndKeepsThemInSecrets) {
  configure("source.mk3.type = demo\n");
  const auto yaml = folder_.write("octoprint/config.yaml", R"(plugins:
  webhooks:
    settings_version: 5
    hooks:
    - url: http://user:hunter2@192.168.1.1:1880/endpoint/ledon
      data: '{"t": "@message"}'
    - url: https://hooks.example.com?key=hunter2
      headers: '{"X-Api-Key": "hunter2"}'
      data: '{"token": "hunter2", "t": "@message"}'
)");
  const auto imported = import({yaml.string()});
  ASSERT_EQ(imported.code, 0) << imported.output;
  EXPECT_THAT(imported.output, Not(HasSubstr("hunter2")));
  EXPECT_THAT(imported.output, HasSubstr("webhook to http://192.168.1.1:1880/…"));
  std::size_t secrets = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path() / "conf.d"))
    EXPECT_THAT(readFile(entry.path()), Not(HasSubstr("hunter2"))) << entry.path();
  for (const auto& entry : fs::directory_iterator(folder_.path() / "secrets"))
    secrets += readFile(entry.path()).find("hunter2") != std::string::npos ? 1 : 0;
  EXPECT_EQ(secrets, 4u);
  EXPECT_EQ(check().code, 0) << check().output;
}

TEST_F(Import, AnExportedTemplateBecomesAPreset) {
  const auto file = folder_.write("chat.json", R"({"_name": "My Chat", "_description": "Says it in the room.",
      "content_type": "JSON", "http_method": "PUT", "headers": "{\"X-Room\": \"@apiSecret\"}",
      "data": "{\"text\": \"it@topic\", \"by\": \"@deviceIdentifier\"}", "eventPrintDoneMessage": "Ready!"})");
  const auto imported = import({file});
  ASSERT_EQ(imported.code, 0) << imported.output;
  EXPECT_THAT(imported.output, HasSubstr("it@topic → it@{topic}"));
  EXPECT_THAT(imported.output, HasSubstr("sink.NAME.preset = my-chat\n"));
  configure("sink.x.preset = my-chat\nsink.x.url = http://x/\nsink.x.apiSecret = key\n");
  const auto rendered = render("x", R"({"type": "PrintDone", "device": "mk3"})");
  ASSERT_EQ(rendered.code, 0) << rendered.output;
  EXPECT_EQ(textAt(rendered.output, "0.method"), "PUT");
  EXPECT_EQ(textAt(rendered.output, "0.headers.X-Room"), "key");
  EXPECT_EQ(textAt(rendered.output, "0.body"), R"({"text":"itPrint Done","by":"mk3"})");
}

TEST_F(Import, AnUnreadableFileGivesOneSentence) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"a: [", "is not valid YAML: "},
      {"", "has no settings of OctoPrint-Webhooks"},
      {"{\"a\": 1}", "is JSON, but not a template of OctoPrint-Webhooks"},
      {"plugins: {webhooks: {hooks: 3}}", "hooks has to be a list"},
      {"plugins: {webhooks: {hooks: [3]}}", "hook 1 has to be a map of settings"},
      {"plugins: {webhooks: {hooks: [{url: [1]}]}}", "hook 1: url has to be a text"},
      {"plugins: {webhooks: {settings_version: soon}}", "settings_version has to be a number from 1"},
  };
  for (const auto& [text, message] : table) {
    const auto finished = import({folder_.write("bad.yaml", text)});
    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.output, HasSubstr(message));
    EXPECT_EQ(std::count(finished.output.begin(), finished.output.end(), '\n'), 1) << finished.output;
    EXPECT_FALSE(fs::exists(folder_.path() / "conf.d"));
  }
}

}  // namespace
}  // namespace herald::testing
