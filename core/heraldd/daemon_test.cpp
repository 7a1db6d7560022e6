// SPDX-License-Identifier: Apache-2.0
#include "heraldd/daemon.h"

#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>

#include "herald/testing/temporary_folder.h"
#include "heraldctl/client/admin_client.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class DaemonTest : public ::testing::Test {
 protected:
  DaemonTest() { daemon_.start(configuration_); }
  ~DaemonTest() override { daemon_.stop(); }

  Configuration configured(const std::string& text) const {
    return readConfiguration(folder_.write("herald.properties", "herald.dataDir = data\n" + text));
  }
  std::string masked(const std::string& text) const { return mask_->masked(text); }
  std::string status() const { return AdminClient(folder_.path() / "data").ask("GET", apiPath({"status"})); }

  testing::TemporaryFolder folder_{};
  std::shared_ptr<SecretMask> mask_ = std::make_shared<SecretMask>();
  const Configuration configuration_ = configured("admin.listen = off\nadmin.token = running-token\n");
  Daemon daemon_{configuration_, mask_};
};

TEST_F(DaemonTest, the_secrets_stay_masked_when_a_reload_is_refused_because_of_the_address_of_the_port) {
  EXPECT_EQ(masked("running-token"), "***");
  for (const auto* listen : {"nowhere", "127.0.0.1", "127.0.0.1:99999"}) {
    EXPECT_THAT(
        [&] {
          daemon_.reload(configured("admin.token = refused-token\nadmin.listen = " + std::string(listen) + "\n"));
        },
        ThrowsMessage<BadConfiguration>(HasSubstr("herald.properties:3: admin.listen: `" + std::string(listen))));
    EXPECT_EQ(masked("running-token"), "***") << listen;
  }
  EXPECT_THAT(status(), HasSubstr("\"sinks\"")) << "the daemon runs on";
  daemon_.reload(configured("admin.listen = off\nadmin.token = third-token\n"));
  EXPECT_EQ(masked("third-token"), "***");
  EXPECT_EQ(masked("running-token refused-token"), "running-token refused-token") << "nothing uses them any longer";
}

TEST_F(DaemonTest, the_secrets_are_masked_when_the_port_is_taken_and_the_daemon_runs_without_it) {
  const Poco::Net::ServerSocket taken(Poco::Net::SocketAddress("127.0.0.1:0"));
  daemon_.reload(configured("admin.token = planned-token\nadmin.listen = " + taken.address().toString() + "\n"));
  EXPECT_EQ(masked("planned-token"), "***");
  EXPECT_THAT(status(), HasSubstr("\"sinks\""));
}

TEST_F(DaemonTest, another_data_folder_or_outbox_needs_a_restart_and_changes_nothing) {
  const auto refusal = ThrowsMessage<BadConfiguration>(HasSubstr("cannot change in a running daemon: restart it"));
  EXPECT_THAT([&] { daemon_.reload(configured("outbox.memoryEvents = 7\n")); }, refusal);
  auto elsewhere = configuration_;
  elsewhere.dataDir = folder_.path() / "elsewhere";
  EXPECT_THAT([&] { daemon_.reload(elsewhere); }, refusal);
  EXPECT_EQ(masked("running-token"), "***");
}

}  // namespace
}  // namespace herald::core
