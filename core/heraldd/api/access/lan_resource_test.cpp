// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/lan_resource.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "engine/config/configuration.h"
#include "herald/json.h"
#include "herald/testing/temporary_folder.h"
#include "heraldd/api/access/password_hash.h"
#include "heraldd/api/operations/api_routes.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LanResourceTest : public ::testing::Test {
 protected:
  LanResourceTest() {
    std::filesystem::create_directory(dataDir());
    folder.write("herald.properties", "herald.dataDir = " + dataDir().string() + "\n");
    routes.add(resource);
  }

  std::filesystem::path dataDir() const { return folder.path() / "data"; }
  Configuration configuration() const { return readConfiguration(folder.path() / "herald.properties"); }
  std::string password() const {
    std::ostringstream text;
    text << std::ifstream(dataDir() / "console-password").rdbuf();
    return text.str().substr(0, text.str().find('\n'));
  }
  ApiAnswer put(const std::string& body, ApiCaller::Way way = ApiCaller::Way::Socket) {
    return routes.answer({.method = "PUT", .target = "/api/v1/lan", .body = body, .caller = {.way = way}});
  }
  /// As the server of the port does at a reload.
  std::string reload() {
    ++reloads;
    if (refusal.empty()) {
      const auto console = configuration().console;
      port.set({.address = configuration().adminListen,
                .isOpenToLan = console.lan,
                .hasPassword = !console.password.empty()});
    }
    return refusal;
  }

  herald::testing::TemporaryFolder folder{};
  ConsolePort port{};
  std::string refusal{};
  int reloads = 0;
  LanResource resource{{port, folder.path() / "herald.properties", dataDir(), [this] { return reload(); }}};
  ApiRoutes routes{};
};

TEST_F(LanResourceTest, opens_the_console_with_a_password_and_closes_it) {
  const auto opened = put(R"({"open":true,"password":"tea at four"})");
  EXPECT_EQ(opened.status, 200) << opened.body;
  EXPECT_THAT(opened.body, HasSubstr(R"({"open":true,"password":true,"addresses":["http://)"));
  EXPECT_EQ(configuration().adminListen, "0.0.0.0:8484");
  EXPECT_TRUE(isPassword("tea at four", configuration().console.password));
  EXPECT_EQ(put(R"({"open":false})").body, R"({"open":false,"password":false,"addresses":["http://127.0.0.1:8484/"]})");
  EXPECT_FALSE(configuration().console.lan);
  EXPECT_FALSE(std::filesystem::exists(dataDir() / "console-password"));
}

TEST_F(LanResourceTest, makes_a_password_once_and_keeps_it) {
  const auto first = put(R"({"open":true})");
  const auto made = jsonToText(jsonAt(first.body, "madePassword"));
  EXPECT_THAT(made, ::testing::MatchesRegex("[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}"));
  EXPECT_TRUE(isPassword(made, password()));
  const auto again = put(R"({"open":true})");
  EXPECT_EQ(jsonAt(again.body, "madePassword"), "");
  EXPECT_TRUE(isPassword(made, password()));
}

TEST_F(LanResourceTest, a_password_is_not_too_short_and_only_its_user_reads_it) {
  EXPECT_EQ(put(R"({"open":true,"password":"seven77"})").status, 422);
  put(R"({"open":true,"password":"eight888"})");
  const auto mode = std::filesystem::status(dataDir() / "console-password").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  for (const auto way : {ApiCaller::Way::Session, ApiCaller::Way::Token, ApiCaller::Way::Stranger}) {
    EXPECT_EQ(put(R"({"open":true})", way).status, 403);
  }
}

TEST_F(LanResourceTest, nothing_changes_if_the_daemon_refuses_it) {
  refusal = "herald.properties:3: the disk is gone";
  const auto refused = put(R"({"open":true})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("the disk is gone"));
  EXPECT_EQ(reloads, 2) << "the second one reads the files as they were";
  EXPECT_FALSE(std::filesystem::exists(dataDir() / "console-password"));
  EXPECT_FALSE(std::filesystem::exists(dataDir() / "conf.d" / "lan.properties"));
  refusal.clear();
  folder.write("herald.properties", "herald.dataDir = " + dataDir().string() + "\nadmin.listen = off\n");
  EXPECT_THAT(put(R"({"open":true})").body, HasSubstr("console.lan: opens the port of admin.listen, which is off"));
  EXPECT_THAT(configuration().problems, IsEmpty());
}

}  // namespace
}  // namespace herald::core
