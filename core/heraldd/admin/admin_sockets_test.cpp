// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_sockets.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "engine/plugin_host/plugin_thread.h"
#include "herald/testing/temporary_folder.h"
#include "heraldctl/client/admin_client.h"

namespace herald::core {
namespace {

class AdminSocketsTest : public ::testing::Test {
 protected:
  AdminSocketsTest() {
    routes.add("GET", "/greeting", [](const AdminRequest&) { return AdminAnswer{200, "hello"}; });
    configuration.dataDir = folder.path() / "data";
    std::filesystem::create_directory(configuration.dataDir);
  }

  std::string greeting() { return AdminClient(configuration.dataDir).ask("GET", "/greeting"); }

  testing::TemporaryFolder folder{};
  Configuration configuration{};
  AdminRoutes routes{};
  AdminSockets sockets{routes, Poco::Logger::get("herald")};
};

TEST_F(AdminSocketsTest, a_data_folder_that_was_made_again_gets_its_socket_back) {
  sockets.apply(configuration);
  EXPECT_EQ(greeting(), "hello");
  std::filesystem::remove_all(configuration.dataDir);
  std::filesystem::create_directory(configuration.dataDir);
  sockets.apply(configuration);
  EXPECT_EQ(greeting(), "hello");
}

TEST_F(AdminSocketsTest, an_answer_that_takes_long_is_left_behind_at_the_end) {
  std::latch inside(1), release(1);
  routes.add("GET", "/slow", [&](const AdminRequest&) {
    inside.count_down();
    release.wait();
    return AdminAnswer{};
  });
  sockets.apply(configuration);
  std::thread asker([&] {
    try {
      AdminClient(configuration.dataDir).ask("GET", "/slow");
    } catch (const std::runtime_error&) {  // nobody answered
    }
  });
  inside.wait();
  sockets.close(Millis(0));
  EXPECT_EQ(hangingCalls(), 1);
  release.count_down();
  asker.join();
  while (hangingCalls() != 0) std::this_thread::yield();
}

}  // namespace
}  // namespace herald::core
