// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_server.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/TemporaryFile.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "base/sockets/admin_socket_path.h"
#include "base/sockets/unix_socket.h"
#include "heraldctl/client/admin_client.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class AdminServerTest : public ::testing::Test {
 protected:
  AdminServerTest() {
    fs::create_directories(folder);
    routes.add("GET", "/greeting/{name}", [](const AdminRequest& request) {
      return AdminAnswer{200, request.name + request.parameter("mark"), "text/plain"};
    });
    routes.add("POST", "/echo", [](const AdminRequest& request) { return AdminAnswer{200, request.body}; });
    routes.add("POST", "/refuse", [](const AdminRequest&) -> AdminAnswer { throw AdminFailure(409, "not now"); });
    routes.add("POST", "/break",
               [](const AdminRequest&) -> AdminAnswer { throw std::runtime_error("the disk is gone"); });
  }

  void serve() { server.emplace(routes, listenAtUnixSocket(adminSocketIn(folder)), AdminServer::Access{true, {}}); }

  const Poco::TemporaryFile place{};
  fs::path folder = fs::path(place.path());
  AdminRoutes routes{};
  std::optional<AdminServer> server{};
};

TEST_F(AdminServerTest, answers_over_the_unix_socket) {
  serve();
  const AdminClient client(folder);
  EXPECT_TRUE(client.reachesDaemon());
  EXPECT_EQ(client.ask("GET", "/greeting/M%C3%BCller?mark=%21"), "Müller!");
  EXPECT_EQ(client.ask("POST", "/echo", "{\"a\":1}"), "{\"a\":1}");
}

TEST_F(AdminServerTest, tells_the_sentence_of_a_failure) {
  serve();
  const AdminClient client(folder);
  const std::vector<std::array<std::string, 3>> table{
      {"POST", "/refuse", "not now"},
      {"POST", "/break", "the disk is gone"},
      {"GET", "/nowhere", "there is nothing at /nowhere"},
      {"GET", "/echo", "/echo takes POST, not GET"},
  };
  for (const auto& row : table) {
    EXPECT_THAT([&] { client.ask(row[0], row[1]); }, ThrowsMessage<std::runtime_error>(row[2]));
  }
}

TEST_F(AdminServerTest, refuses_a_body_without_end) {
  serve();
  const AdminClient client(folder);
  EXPECT_EQ(client.ask("POST", "/echo", std::string(1 << 20, 'x')).size(), std::size_t{1} << 20);
  EXPECT_THAT([&] { client.ask("POST", "/echo", std::string((1 << 20) + 1, 'x')); },
              ThrowsMessage<std::runtime_error>(HasSubstr("larger than 1 MiB")));
}

TEST_F(AdminServerTest, the_socket_is_its_users_alone_and_takes_the_place_of_a_dead_one) {
  std::ofstream(adminSocketIn(folder)) << "left behind";
  serve();
  struct stat info {};
  ASSERT_EQ(::stat(adminSocketIn(folder).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_TRUE(AdminClient(folder).reachesDaemon());
}

TEST_F(AdminServerTest, a_data_folder_may_have_a_long_path) {
  folder /= std::string(150, 'd');
  fs::create_directories(folder);
  serve();
  EXPECT_EQ(AdminClient(folder).ask("GET", "/greeting/deep"), "deep");
}

TEST_F(AdminServerTest, without_a_daemon_the_client_says_what_to_do) {
  const AdminClient client(folder);
  EXPECT_FALSE(client.reachesDaemon());
  EXPECT_THAT([&] { client.ask("GET", "/status"); },
              ThrowsMessage<std::runtime_error>(AllOf(HasSubstr("no daemon runs"), HasSubstr("start heraldd"))));
  serve();
  server.reset();
  EXPECT_FALSE(client.reachesDaemon()) << "a socket that nobody listens at";
}

TEST(AdminRoutesTest, no_answer_and_no_error_shows_a_secret) {
  AdminRoutes routes([](std::string_view text) {
    auto masked = std::string(text);
    for (auto at = masked.find("s3cret"); at != std::string::npos; at = masked.find("s3cret"))
      masked.replace(at, 6, "***");
    return masked;
  });
  routes.add("GET", "/answer", [](const AdminRequest&) { return AdminAnswer{200, "it is s3cret"}; });
  routes.add("GET", "/error", [](const AdminRequest&) -> AdminAnswer { throw AdminFailure(409, "not s3cret"); });
  EXPECT_EQ(routes.answer({.path = "/answer"}).body, "it is ***");
  EXPECT_EQ(routes.answer({.path = "/error"}).body, R"({"error":"not ***"})");
}

/// The port on the loopback interface, as a browser or a monitor sees it.
class AdminPortTest : public AdminServerTest {
 protected:
  int ask(const std::string& method, const std::string& path, const std::string& token = {},
          const std::string& host = "127.0.0.1") {
    Poco::Net::HTTPClientSession session(socket.address());
    Poco::Net::HTTPRequest request(method, path, "HTTP/1.1");
    request.setHost(host);
    request.setContentLength(0);
    if (!token.empty()) request.set("Authorization", "Bearer " + token);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
    return response.getStatus();
  }

  Poco::Net::ServerSocket socket{Poco::Net::SocketAddress("127.0.0.1", 0)};
  std::string body{};
};

TEST_F(AdminPortTest, shows_to_everybody_and_changes_with_the_token) {
  server.emplace(routes, socket, AdminServer::Access{false, "s3cret"});
  EXPECT_EQ(ask("GET", "/greeting/you"), 200);
  EXPECT_EQ(ask("POST", "/echo"), 401);
  EXPECT_EQ(ask("POST", "/echo", "wrong!"), 401);
  EXPECT_EQ(ask("POST", "/echo", "s3cre"), 401);
  EXPECT_EQ(ask("POST", "/echo", "s3cret"), 200);
}

TEST_F(AdminPortTest, without_a_token_nothing_can_be_changed) {
  server.emplace(routes, socket, AdminServer::Access{});
  EXPECT_EQ(ask("POST", "/echo", ""), 401);
  EXPECT_THAT(body, HasSubstr("admin.token"));
}

TEST_F(AdminPortTest, does_not_answer_to_a_strange_name) {
  server.emplace(routes, socket, AdminServer::Access{false, "s3cret"});
  EXPECT_EQ(ask("GET", "/greeting/you", "", "evil.example:8484"), 421);
  EXPECT_EQ(ask("GET", "/greeting/you", "", "localhost:8484"), 200);
  EXPECT_EQ(ask("GET", "/greeting/you", "", "[::1]:8484"), 200);
}

}  // namespace
}  // namespace herald::core
