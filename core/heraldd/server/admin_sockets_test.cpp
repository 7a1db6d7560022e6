// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/admin_sockets.h"

#include <gmock/gmock.h>

#include <functional>
#include <latch>
#include <thread>

#include "engine/plugin_host/plugin_thread.h"
#include "herald/testing/temporary_folder.h"
#include "heraldctl/client/admin_client.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

/// Something that is there at once, and something that is not.
class SlowResource final : public Resource {
 public:
  std::vector<Operation> operations() override {
    return {{.path = "/api/v1/hello",
             .id = "hello",
             .handler =
                 [](const ApiRequest&) {
                   return ApiAnswer{200, "hello"};
                 }},
            {.path = "/api/v1/slow", .id = "slow", .handler = [this](const ApiRequest&) {
               wait();
               return ApiAnswer{};
             }}};
  }
  Schemas schemas() const override { return {}; }

  std::function<void()> wait{};
};

class AdminSocketsTest : public ::testing::Test {
 protected:
  AdminSocketsTest() {
    api.add(resource);
    configuration.dataDir = folder.path() / "data";
    std::filesystem::create_directory(configuration.dataDir);
  }

  std::string greeting() { return AdminClient(configuration.dataDir).ask("GET", "/api/v1/hello"); }

  testing::TemporaryFolder folder{};
  Configuration configuration{};
  const Monitors monitors{[] { return StatusReport(); }};
  SlowResource resource{};
  ApiRoutes api{};
  FakeTime time{};
  Sessions sessions{time};
  ConsolePort port{};
  const Served served{monitors, api, sessions, port, time};
  AdminSockets sockets{served, Poco::Logger::get("herald")};
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
  resource.wait = [&] {
    inside.count_down();
    release.wait();
  };
  sockets.apply(configuration);
  std::thread asker([&] {
    try {
      AdminClient(configuration.dataDir).ask("GET", "/api/v1/slow");
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
