// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/plugin_list.h"

#include <gmock/gmock.h>

#include <sstream>

#include "heraldd/api/editing/plugin_resource.h"
#include "heraldd/api/operations/api_routes.h"

namespace herald::core::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string answerOf(const std::vector<Library>& running) {
  PluginResource plugins([running] { return running; });
  ApiRoutes routes;
  routes.add(plugins);
  return routes.answer({.method = "GET", .target = "/api/v1/plugins"}).body;
}

std::string textOf(const std::vector<Library>& onDisk, const std::optional<std::string>& daemon = std::nullopt) {
  std::ostringstream out;
  printPlugins(onDisk, daemon, out);
  return out.str();
}

Library chat(const std::string& hash = "abc") {
  return {.file = "/p/chat.so",
          .hash = hash,
          .version = "1.2",
          .builtFor = "SDK 3, Poco 1.11.0",
          .loaded = true,
          .offers = {{.type = "chat", .kind = "sink"}}};
}

TEST(PluginList, WithoutADaemonItIsWhatTheFilesAre) {
  EXPECT_EQ(textOf({chat()}),
            "chat  1.2  loaded\n  offers     sink chat\n  built for  SDK 3, Poco 1.11.0\n  file       /p/chat.so\n");
  const Library bad{.file = "/p/bad.so", .reason = "is truncated\x1b[2J"};
  EXPECT_THAT(textOf({bad}), HasSubstr("bad  -  refused\n"));
  EXPECT_THAT(textOf({bad}), HasSubstr("  reason     it is truncated\\u001B[2J\n"));
}

TEST(PluginList, SaysWhatEachPluginOfAFileDoes) {
  auto both = chat();
  both.offers = {{.type = "chat", .kind = "sink", .summary = "Writes into a chat."},
                 {.type = "chat", .kind = "source"}};
  EXPECT_THAT(textOf({both}),
              HasSubstr("\n  offers     sink chat: Writes into a chat.\n  offers     source chat\n  built for"));
  both.offers.clear();
  EXPECT_THAT(textOf({both}), HasSubstr("\n  offers     -\n"));
}

TEST(PluginList, WarnsOfAFileThatWorks) {
  auto visible = chat();
  visible.warning = "exports 2 symbols of its own";
  EXPECT_THAT(textOf({visible}), HasSubstr("chat  1.2  loaded\n"));
  EXPECT_THAT(textOf({visible}), HasSubstr("  warning    it exports 2 symbols of its own\n"));
}

TEST(PluginList, SaysWhatTheDaemonRuns) {
  EXPECT_THAT(textOf({chat()}, answerOf({chat()})), HasSubstr("chat  1.2  running\n"));
  EXPECT_THAT(textOf({chat()}, answerOf({})), HasSubstr("chat  1.2  loaded\n"));
  EXPECT_THAT(textOf({chat()}, answerOf({})), HasSubstr("daemon     does not know the file yet: reload Herald\n"));
  auto older = chat("old");
  older.version = "1.1";
  EXPECT_THAT(textOf({chat()}, answerOf({older})),
              HasSubstr("daemon     runs the file as it was before, version 1.1: reload Herald\n"));
  EXPECT_THAT(textOf({}, answerOf({chat()})), HasSubstr("daemon     runs the file, which is gone\n"));
}

TEST(PluginList, SaysWhyTheDaemonRefusedAFile) {
  auto refused = chat();
  refused.loaded = false;
  refused.reason = "can be written by others";
  const auto text = textOf({chat()}, answerOf({refused}));
  EXPECT_THAT(text, HasSubstr("daemon     refused the file: it can be written by others\n"));
  EXPECT_THAT(text, Not(HasSubstr("running")));
}

}  // namespace
}  // namespace herald::core::ctl
