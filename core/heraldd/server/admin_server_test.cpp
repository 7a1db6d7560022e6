// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/admin_server.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/TemporaryFile.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <latch>
#include <optional>

#include "base/sockets/admin_socket_path.h"
#include "base/sockets/unix_socket.h"
#include "herald/testing/crowd.h"
#include "heraldctl/client/admin_client.h"
#include "heraldd/api/operations/api_problem.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

// A client that waited until the server gives up on others would give up itself before.
constexpr Millis kFarTooLong = std::chrono::minutes(10);

/// Something to read, to change, and to wait for.
class GreetingResource final : public Resource {
 public:
  std::vector<Operation> operations() override {
    return {{.path = "/api/v1/greeting/{name}",
             .id = "greet",
             .query = {{.name = "mark"}},
             .handler =
                 [](const ApiRequest& request) {
                   return ApiAnswer{200, request.path.at("name") + request.text("mark"), "text/plain"};
                 }},
            change("echo",
                   [](const ApiRequest& request) {
                     return ApiAnswer{200, request.body};
                   }),
            change("refuse", [](const ApiRequest&) -> ApiAnswer { throw ApiProblem(409, "not now"); }),
            change("break", [](const ApiRequest&) -> ApiAnswer { throw std::runtime_error("the disk is gone"); }),
            {.path = "/api/v1/hang", .id = "hang", .handler = [this](const ApiRequest&) {
               hang();
               return ApiAnswer{};
             }}};
  }
  Schemas schemas() const override { return {}; }

  std::function<void()> hang{};

 private:
  static Operation change(const std::string& name, std::function<ApiAnswer(const ApiRequest&)> handler) {
    return {.method = "POST", .path = "/api/v1/" + name, .id = name, .handler = std::move(handler)};
  }
};

class AdminServerTest : public ::testing::Test {
 protected:
  AdminServerTest() {
    fs::create_directories(folder);
    api.add(greetings);
  }

  void serve(Millis timeout = HttpServerLimits{}.timeout) {
    const AdminServer::Access access{.anything = true, .timeout = timeout};
    server.emplace(served, listenAtUnixSocket(adminSocketIn(folder)), access);
  }

  const Poco::TemporaryFile place{};
  fs::path folder = fs::path(place.path());
  StatusReport report{};
  const Monitors monitors{[this] { return report; }};
  GreetingResource greetings{};
  ApiRoutes api{};
  FakeTime time{};
  Sessions sessions{time};
  ConsolePort port{};
  const Served served{monitors, api, sessions, port, time};
  std::optional<AdminServer> server{};
};

TEST_F(AdminServerTest, answers_over_the_unix_socket) {
  serve();
  const AdminClient client(folder);
  EXPECT_TRUE(client.reachesDaemon());
  EXPECT_EQ(client.ask("GET", "/api/v1/greeting/M%C3%BCller?mark=%21"), "Müller!");
  EXPECT_EQ(client.ask("POST", "/api/v1/echo", "{\"a\":1}"), "{\"a\":1}");
}

TEST_F(AdminServerTest, tells_the_sentence_of_a_failure) {
  serve();
  const AdminClient client(folder);
  const std::vector<std::array<std::string, 3>> table{
      {"POST", "/api/v1/refuse", "not now"},
      {"POST", "/api/v1/break", "the disk is gone"},
      {"GET", "/api/v1/nowhere", "there is nothing at /api/v1/nowhere"},
      {"GET", "/nowhere", "there is nothing at /nowhere"},
      {"GET", "/greeting/you?mark=!", "there is nothing at /greeting/you: use /api/v1/greeting/you"},
      {"GET", "/api/v1/echo", "this address takes POST, not GET"},
      {"POST", "/healthz", "this address takes GET, not POST"},
  };
  for (const auto& row : table) {
    EXPECT_THAT([&] { client.ask(row[0], row[1]); }, ThrowsMessage<std::runtime_error>(row[2]));
  }
}

TEST_F(AdminServerTest, refuses_a_body_without_end) {
  serve();
  const AdminClient client(folder);
  EXPECT_EQ(client.ask("POST", "/api/v1/echo", std::string(1 << 20, 'x')).size(), std::size_t{1} << 20);
  EXPECT_THAT([&] { client.ask("POST", "/api/v1/echo", std::string((1 << 20) + 1, 'x')); },
              ThrowsMessage<std::runtime_error>(HasSubstr("larger than 1048576 bytes")));
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
  EXPECT_EQ(AdminClient(folder).ask("GET", "/api/v1/greeting/deep"), "deep");
}

TEST_F(AdminServerTest, without_a_daemon_the_client_says_what_to_do) {
  const AdminClient client(folder);
  EXPECT_FALSE(client.reachesDaemon());
  EXPECT_THAT([&] { client.ask("GET", "/api/v1/status"); },
              ThrowsMessage<std::runtime_error>(AllOf(HasSubstr("no daemon runs"), HasSubstr("start heraldd"))));
  serve();
  server.reset();
  EXPECT_FALSE(client.reachesDaemon()) << "a socket that nobody listens at";
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
    body.clear();
    Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
    return response.getStatus();
  }

  Poco::Net::ServerSocket socket{Poco::Net::SocketAddress("127.0.0.1", 0)};
  std::string body{};
};

const std::vector<std::string> kOfMonitors{"/healthz", "/readyz", "/metrics"};

TEST_F(AdminPortTest, a_request_needs_the_token_unless_it_is_a_monitors) {
  server.emplace(served, socket, AdminServer::Access{.token = "s3cret", .isOpen = true});
  for (const auto& path : kOfMonitors) EXPECT_EQ(ask("GET", path), 200) << path;
  for (const std::string wrong : {"", "wrong!", "s3cre", "s3cretS", "s3creT"}) {
    EXPECT_EQ(ask("GET", "/api/v1/greeting/you?mark=whole", wrong), 401) << wrong;
    EXPECT_GE(ask("POST", "/api/v1/echo", wrong), 401) << wrong;
    EXPECT_EQ(ask("POST", "/healthz", wrong), 401) << wrong;
    EXPECT_EQ(ask("GET", "/status", wrong), 401) << wrong;
    EXPECT_EQ(ask("GET", "/healthz/../greeting/you", wrong), 401) << wrong;
  }
  EXPECT_THAT(body, HasSubstr("send admin.token"));
  EXPECT_EQ(ask("GET", "/api/v1/greeting/you", "s3cret"), 200);
  EXPECT_EQ(ask("POST", "/api/v1/echo", "s3cret"), 200);
}

TEST_F(AdminPortTest, an_address_of_before_is_a_problem_that_names_the_one_of_today) {
  server.emplace(served, socket, AdminServer::Access{.token = "s3cret", .isOpen = true});
  EXPECT_EQ(ask("POST", "/echo", "s3cret"), 404);
  EXPECT_THAT(body, HasSubstr(R"("detail":"there is nothing at /echo: use /api/v1/echo")"));
  EXPECT_EQ(ask("POST", "/echo"), 401) << "a stranger does not learn what there is";
  EXPECT_THAT(body, Not(HasSubstr("/api/v1")));
}

TEST_F(AdminPortTest, without_a_token_only_monitors_get_an_answer) {
  server.emplace(served, socket, AdminServer::Access{.isOpen = true, .console = {.enabled = false}});
  for (const auto& path : kOfMonitors) EXPECT_EQ(ask("GET", path), 200) << path;
  for (const auto* path : {"/api/v1/greeting/you", "/status", "/"}) {
    EXPECT_EQ(ask("GET", path), 401) << path;
    EXPECT_THAT(body, HasSubstr("set admin.token")) << path;
  }
  EXPECT_EQ(ask("POST", "/api/v1/echo"), 401);
}

/// As the details behind a problem.
TEST_F(AdminPortTest, addresses_and_settings_are_for_those_with_the_token) {
  report.refusal = "herald.properties:3: sink.slack.url: bad http://hooks.example";
  server.emplace(served, socket, AdminServer::Access{.token = "s3cret", .isOpen = true});
  EXPECT_EQ(ask("GET", "/readyz"), 503);
  EXPECT_THAT(body, Not(HasSubstr("hooks.example")));
  EXPECT_EQ(ask("GET", "/readyz", "s3cret"), 503);
  EXPECT_THAT(body, HasSubstr("hooks.example"));
}

TEST_F(AdminPortTest, a_port_for_other_machines_asks_monitors_for_the_token_too) {
  server.emplace(served, socket, AdminServer::Access{.token = "s3cret"});
  for (const auto& path : kOfMonitors) {
    EXPECT_EQ(ask("GET", path), 401) << path;
    EXPECT_EQ(ask("GET", path, "s3cret", "printers.example:8484"), 200) << path;
  }
}

/// A page that reaches the port through the user's browser has no token, and sends its own host name.
TEST_F(AdminPortTest, a_web_page_sees_and_changes_nothing) {
  server.emplace(served, socket, AdminServer::Access{.token = "s3cret", .isOpen = true});
  for (const auto& path : kOfMonitors) EXPECT_EQ(ask("GET", path, "", "evil.example:8484"), 421) << path;
  EXPECT_EQ(ask("POST", "/api/v1/echo", "", "evil.example:8484"), 421);
  EXPECT_EQ(ask("POST", "/api/v1/echo", "", "127.0.0.1:8484"), 403) << "a form of another page";
  EXPECT_EQ(ask("GET", "/healthz", "", "localhost:8484"), 200);
  EXPECT_EQ(ask("GET", "/healthz", "", "[::1]:8484"), 200);
}

TEST_F(AdminPortTest, refuses_a_lenient_head) {
  server.emplace(served, socket, AdminServer::Access{.isOpen = true});
  EXPECT_EQ(ask("GET", "/healthz", "", "evil@localhost"), 400);
  EXPECT_EQ(ask("GET", "http://evil.example/healthz", "", "localhost"), 400);
}

TEST_F(AdminPortTest, a_monitor_gets_its_answer_in_any_flood) {
  std::latch hanging(4), go(1);
  greetings.hang = [&] {
    hanging.count_down();
    go.wait();
  };
  server.emplace(served, socket, AdminServer::Access{.token = "s3cret", .isOpen = true, .timeout = kFarTooLong});
  const auto connect = [&] { return Poco::Net::StreamSocket(socket.address()); };
  const test::Crowd working(4, connect,
                            "GET /api/v1/hang HTTP/1.1\r\nHost: [::1]\r\nAuthorization: Bearer s3cret\r\n\r\n");
  hanging.wait();
  const test::Crowd silent(1000, connect);
  EXPECT_EQ(ask("GET", "/healthz"), 200);
  test::Crowd slow(500, connect, "GET /api/v1/status HTTP/1.1\r\nHost: ");
  slow.drip('x');
  EXPECT_EQ(ask("GET", "/readyz"), 200);
  go.count_down();
}

TEST_F(AdminServerTest, heraldctl_gets_its_answer_in_any_flood) {
  serve(kFarTooLong);
  const auto connect = [&] { return connectToUnixSocket(adminSocketIn(folder)); };
  const test::Crowd silent(1000, connect);
  EXPECT_EQ(AdminClient(folder).ask("GET", "/api/v1/greeting/you"), "you");
  test::Crowd slow(500, connect, "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
  slow.drip('x');
  EXPECT_EQ(AdminClient(folder).ask("POST", "/api/v1/echo", "good"), "good");
}

}  // namespace
}  // namespace herald::core
