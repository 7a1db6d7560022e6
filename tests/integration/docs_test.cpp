// SPDX-License-Identifier: Apache-2.0
// Tables of docs/ and the man pages name what the programs have: nothing less and nothing more.
#include <regex>
#include <set>
#include <sstream>

#include "harness/command_help.h"
#include "harness/daemon_fixture.h"
#include "harness/markdown.h"
#include "herald/json.h"
#include "integration/parity.h"

namespace herald::testing {
namespace {

using ::testing::ContainerEq;
using ::testing::IsSupersetOf;

std::string page(const std::string& name) { return readFile(HERALD_SOURCE "/docs/" + name); }

std::set<std::string> namesIn(const std::string& name, const std::string& section) {
  const auto names = namesOfRows(sectionOf(page(name), section));
  return {names.begin(), names.end()};
}

class OptionTables : public ::testing::TestWithParam<const char*> {};

TEST_P(OptionTables, AreTheDeclarations) {
  const auto shown = runToEnd({heraldctl(), "options", GetParam(), "--markdown"});
  EXPECT_EQ(shown.code, 0) << shown.output;
  EXPECT_EQ(sectionOf(page("configuration.md"), "options " + std::string(GetParam())), shown.output);
}

INSTANTIATE_TEST_SUITE_P(Kinds, OptionTables, ::testing::Values("herald", "source", "sink", "transform", "route"),
                         [](const auto& kind) { return std::string(kind.param); });

/// "queue move" of "heraldctl queue move OLD NEW".
std::string verbOf(const std::string& command) {
  std::istringstream words(command);
  std::string verb, word;
  words >> word;
  while (words >> word && std::islower(static_cast<unsigned char>(word.front())))
    verb += (verb.empty() ? "" : " ") + word;
  return verb;
}

TEST(Docs, OperationsHasEveryVerb) {
  std::set<std::string> documented;
  for (const auto& command : namesIn("operations.md", "verbs")) {
    if (command.starts_with("heraldctl ")) documented.insert(verbOf(command));
  }
  EXPECT_THAT(documented, ContainerEq(helpOfHeraldctl().verbs));
}

/// The event types in the section "Events" of a source's README.
std::set<std::string> eventsOf(const std::string& source) {
  const auto readme = pageText("plugins/sources/" + source + "/README.md");
  const auto begin = readme.find("## Events\n");
  const std::regex type("([A-Z][a-z]+)+");
  std::set<std::string> types;
  for (const auto& word : codeWords(readme.substr(begin, readme.find("\n## ", begin) - begin)))
    if (std::regex_match(word, type)) types.insert(word);
  return types;
}

// The source http reports the events of its clients. Nobody can know their types.
TEST(Docs, TemplatesHasEveryEventOfASource) {
  for (const auto* source : {"octoprint", "serial", "demo"}) {
    const auto types = eventsOf(source);
    EXPECT_THAT(types, IsSupersetOf({"PrintProgress", "UserActionNeeded"})) << source;
    EXPECT_THAT(namesIn("templates.md", "events"), IsSupersetOf(types)) << source;
  }
}

class DaemonDocs : public DaemonTest {};

TEST_F(DaemonDocs, OperationsHasEveryMetric) {
  start(webhook("phone", receiver_.url()));
  const auto socket = (folder_.path() / "data" / "herald.sock").string();
  const auto text = runToEnd({"curl", "-s", "--unix-socket", socket, "http://localhost/metrics"}).output;
  const std::regex type("# TYPE (herald_[a-z_]+) ");
  const std::set<std::string> exported{std::sregex_token_iterator(text.begin(), text.end(), type, 1),
                                       std::sregex_token_iterator()};
  EXPECT_THAT(exported, IsSupersetOf({"herald_accepted_total"})) << text;
  EXPECT_THAT(namesIn("operations.md", "metrics"), ContainerEq(exported));
}

class VariableDocs : public DaemonTest {
 protected:
  /// What the webhook `phone` with these variables in its data sends for an event with a whole context.
  Finished render(const std::string& data) {
    configure(webhook("phone", receiver_.url()) + "sink.phone.strict = true\nsink.phone.data = " + data + "\n");
    const auto event = folder_.write("event.json", R"({"type": "PrintDone", "context": {"state": {}, "job": {},
        "progress": {}, "currentZ": 1, "offsets": {}, "meta": {}, "appearance": {}}})");
    return runToEnd({heraldctl(), "render", "--config", config(), "--sink", "phone", "--event", event.string()});
  }

  /// The variables that the SDK makes itself, those in words as `human.NAME`.
  std::set<std::string> namedVariables() {
    const auto source = readFile(HERALD_SOURCE "/sdk/src/variables.cpp");
    const std::regex name("name == \"([A-Za-z]+)\"");
    std::set<std::string> names{std::sregex_token_iterator(source.begin(), source.end(), name, 1),
                                std::sregex_token_iterator()};
    names.erase("human");
    const auto body = textAt(render(R"({"human": "@human"})").output, "0.body");
    for (const auto& [member, value] : jsonMembers(jsonAt(body, "human"))) names.insert("human." + member);
    return names;
  }
};

TEST_F(VariableDocs, TemplatesHasEveryVariable) {
  auto names = namedVariables();
  EXPECT_THAT(names, IsSupersetOf({"topic", "human.eta"}));
  // Sources put these into the context of an event; webhooks add the last one.
  names.insert({"state", "job", "progress", "currentZ", "offsets", "meta", "appearance", "apiSecret"});
  EXPECT_THAT(namesIn("templates.md", "variables"), ContainerEq(names));
}

TEST_F(VariableDocs, EachVariableOfTemplatesIsOne) {
  JsonObject data;
  for (const auto& name : namesIn("templates.md", "variables")) data.add(name, "@{" + name + "}");
  const auto shown = render(data.text());
  EXPECT_EQ(shown.code, 0) << shown.output;
}

/// The first configuration of a page, as its reader copies it.
std::string firstConfigurationOf(const std::string& page) {
  const std::string begin = "```properties\n";
  const auto at = page.find(begin) + begin.size();
  return page.substr(at, page.find("```", at) - at);
}

class FirstConfiguration : public DaemonTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(FirstConfiguration, SendsANotificationThatNtfyUnderstands) {
  configure(firstConfigurationOf(pageText(GetParam())));
  folder_.write("secrets/mk3", "K3Y\n");
  const auto checked = ctl({"check"});
  EXPECT_EQ(checked.code, 0) << checked.output;
  const auto event =
      folder_.write("event.json", R"({"type": "PrintFailed", "context": {"job": {"file": {"name": "benchy.gcode"}}}})");
  const auto shown = ctl({"render", "--sink", "phone", "--event", event.string()});
  ASSERT_EQ(shown.code, 0) << shown.output;
  EXPECT_EQ(textAt(shown.output, "0.url"), "https://ntfy.sh");
  const auto body = textAt(shown.output, "0.body");
  EXPECT_EQ(textAt(body, "topic"), "my-printer-7f3a");
  EXPECT_EQ(textAt(body, "message"), "benchy.gcode has failed.");
}

INSTANTIATE_TEST_SUITE_P(Pages, FirstConfiguration, ::testing::Values("README.md", "docs/configuration.md"),
                         [](const auto& page) { return std::string(page.index == 0 ? "readme" : "configuration"); });

std::string manPage(const std::string& name) { return readFile(HERALD_SOURCE "/etc/man/" + name); }

/// The options of a man page as a user writes them: mdoc has `Fl -config` for `--config`.
std::set<std::string> optionsOf(const std::string& man) {
  const std::regex option("Fl (-[a-z][a-z-]*)");
  std::set<std::string> options;
  for (auto it = std::sregex_iterator(man.begin(), man.end(), option); it != std::sregex_iterator(); ++it) {
    options.insert("-" + (*it)[1].str());
  }
  return options;
}

TEST(ManPages, HeralddHasEveryOption) {
  EXPECT_THAT(optionsOf(manPage("heraldd.8")), ContainerEq(longOptionsIn(runToEnd({heraldd(), "--help"}).output)));
}

TEST(ManPages, HeraldctlHasEveryVerbAndOption) {
  const auto man = manPage("heraldctl.1");
  const auto help = helpOfHeraldctl();
  EXPECT_THAT(optionsOf(man), ContainerEq(help.options));
  std::set<std::string> verbs;
  const std::regex verb("\\.It Cm ([a-z]+( [a-z-]+)*)");
  for (auto it = std::sregex_iterator(man.begin(), man.end(), verb); it != std::sregex_iterator(); ++it) {
    verbs.insert((*it)[1]);
  }
  EXPECT_THAT(verbs, ContainerEq(help.verbs));
}

}  // namespace
}  // namespace herald::testing
