// SPDX-License-Identifier: Apache-2.0
// The door of the console, as a browser, an attacker and a proxy find it: each attack against the running server.
#include "heraldd/server/console_service.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>
#include <gmock/gmock.h>

#include <optional>

#include "herald/json.h"
#include "herald/testing/crowd.h"
#include "heraldd/api/access/session_resource.h"
#include "heraldd/server/admin_server.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// What the API has: something to read, to change, and to watch.
class PrinterResource final : public Resource {
 public:
  std::vector<Operation> operations() override {
    return {{.path = "/api/v1/printers",
             .id = "listPrinters",
             .handler =
                 [](const ApiRequest&) {
                   return ApiAnswer{200, JsonObject().add("name", kEvilName).text()};
                 }},
            {.method = "POST",
             .path = "/api/v1/printers",
             .id = "addPrinter",
             .bodySchema = "Printer",
             .handler =
                 [this](const ApiRequest&) {
                   ++changes;
                   return ApiAnswer{};
                 }},
            {.path = "/api/v1/picture",
             .id = "getPicture",
             .isUse = false,
             .handler = [](const ApiRequest&) { return ApiAnswer{}; }},
            {.path = "/api/v1/live",
             .id = "watch",
             .answerType = "text/event-stream",
             .handler = [this](const ApiRequest&) {
               stream = std::make_shared<ServerStream>();
               return ApiAnswer{200, ": live\n\n", "text/event-stream", stream};
             }}};
  }
  Schemas schemas() const override { return {{"Printer", R"({"type":"object"})"}}; }

  static constexpr const char* kEvilName = "<script>alert(1)</script>";
  int changes = 0;
  std::shared_ptr<ServerStream> stream{};
};

struct Answered {
  int status = 0;
  std::string body{};
  Poco::Net::HTTPResponse head{};
};

class ConsoleServiceTest : public ::testing::Test {
 protected:
  using Fields = HttpHeaders;

  ConsoleServiceTest() {
    api.add(resource);
    api.add(login);
    options.names = {"printers.example"};
    serve();
  }

  void serve() {
    server.reset();
    socket = Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0));
    // Nobody here waits until the server gives up on a client.
    const AdminServer::Access access{
        .token = "t0ken", .isOpen = true, .console = options, .timeout = std::chrono::minutes(10)};
    server.emplace(served, socket, access);
  }

  Answered ask(const std::string& method, const std::string& target, const Fields& fields = {},
               const std::string& body = {}) const {
    Poco::Net::HTTPClientSession session(socket.address());
    Poco::Net::HTTPRequest request(method, target, "HTTP/1.1");
    request.setHost("127.0.0.1");
    request.setContentLength(static_cast<std::streamsize>(body.size()));
    for (const auto& [name, value] : fields) request.set(name, value);
    session.sendRequest(request) << body;
    Answered answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(answer.head), answer.body);
    answer.status = answer.head.getStatus();
    return answer;
  }
  Answered get(const std::string& target, Fields fields = {}) const {
    fields.emplace_back("Cookie", cookie);
    return ask("GET", target, fields);
  }
  Answered change(Fields fields, const std::string& body = "{}") const {
    fields.emplace_back("Cookie", cookie);
    return ask("POST", "/api/v1/printers", fields, body);
  }

  /// Sends these bytes as they are. Returns all that comes until the server closes the connection.
  std::string raw(std::string_view bytes) const {
    Poco::Net::StreamSocket client(socket.address());
    client.setReceiveTimeout(Poco::Timespan(60, 0));
    std::string answer;
    try {
      client.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
      char piece[4096];
      for (int got = 0; (got = client.receiveBytes(piece, sizeof piece)) > 0;) {
        answer.append(piece, static_cast<std::size_t>(got));
      }
    } catch (const Poco::Net::NetException&) {  // it was closed while we sent
    }
    return answer;
  }

  const Monitors monitors{[] { return StatusReport(); }};
  ApiRoutes api{[](std::string_view text) { return std::string(text); }};
  FakeTime time{};
  Sessions sessions{time};
  ConsolePort port{};
  PrinterResource resource{};
  SessionResource login{sessions, port, time, "1"};
  const Served served{monitors, api, sessions, port, time};
  ConsoleOptions options{};
  Poco::Net::ServerSocket socket{};
  std::optional<AdminServer> server{};
  const std::string cookie = "herald=" + sessions.begin();
};

const HttpHeaders kChange{{"Herald-Change", "1"}};

TEST_F(ConsoleServiceTest, anybody_gets_the_pages_and_only_a_session_gets_data) {
  const auto page = ask("GET", "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<title>Herald</title>"));
  EXPECT_EQ(ask("GET", "/main.js").head.getContentType(), "text/javascript; charset=utf-8");
  const auto refused = ask("GET", "/api/v1/printers");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.head.getContentType(), "application/problem+json");
  EXPECT_THAT(refused.body, AllOf(HasSubstr("heraldctl console"), HasSubstr("a program sends admin.token")));
  EXPECT_EQ(get("/api/v1/printers").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/nothing").status, 401) << "a stranger does not learn what there is";
  EXPECT_EQ(get("/api/v1/nothing").status, 404);
  EXPECT_EQ(get("/status").status, 401) << "nothing else is there";
  EXPECT_EQ(ask("GET", "/api/v1/printers", {{"Authorization", "Bearer t0ken"}}).status, 200);
}

TEST_F(ConsoleServiceTest, a_page_runs_only_its_own_scripts_and_stands_in_no_frame) {
  for (const auto* path : {"/", "/main.js", "/style.css", "/icon.svg"}) {
    const auto page = ask("GET", path);
    EXPECT_THAT(page.head.get("Content-Security-Policy"), HasSubstr("default-src 'none'; script-src 'self'")) << path;
    EXPECT_THAT(page.head.get("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'")) << path;
    EXPECT_EQ(page.head.get("X-Frame-Options"), "DENY") << path;
    EXPECT_EQ(page.head.get("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(page.head.get("Referrer-Policy"), "no-referrer") << path;
  }
  options.frame = {"http://octopi.local"};
  serve();
  const auto framed = ask("GET", "/");
  EXPECT_THAT(framed.head.get("Content-Security-Policy"), HasSubstr("frame-ancestors 'self' http://octopi.local"));
  EXPECT_FALSE(framed.head.has("X-Frame-Options"));
}

TEST_F(ConsoleServiceTest, a_browser_that_has_the_page_gets_it_no_second_time) {
  const auto plain = ask("GET", "/main.js");
  const auto gzip = ask("GET", "/main.js", {{"Accept-Encoding", "br, gzip;q=0.5"}});
  EXPECT_EQ(gzip.head.get("Content-Encoding"), "gzip");
  EXPECT_LT(gzip.body.size(), plain.body.size());
  EXPECT_NE(plain.head.get("ETag"), gzip.head.get("ETag"));
  EXPECT_EQ(gzip.head.get("Vary"), "Accept-Encoding");
  EXPECT_FALSE(ask("GET", "/main.js", {{"Accept-Encoding", "gzip;q=0"}}).head.has("Content-Encoding"));
  for (const auto& tag : {plain.head.get("ETag"), "\"a\", W/" + plain.head.get("ETag"), std::string("*")}) {
    const auto known = ask("GET", "/main.js", {{"If-None-Match", tag}});
    EXPECT_EQ(known.status, 304) << tag;
    EXPECT_EQ(known.body, "");
    EXPECT_FALSE(known.head.hasContentLength());
  }
  EXPECT_EQ(ask("GET", "/main.js", {{"If-None-Match", "\"old\""}}).status, 200);
  const auto head = ask("HEAD", "/main.js");
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.head.getContentLength64(), static_cast<Poco::Int64>(plain.body.size()));
}

TEST_F(ConsoleServiceTest, a_page_whose_name_resolves_to_this_machine_sees_nothing) {
  for (const auto* host : {"evil.example", "evil.example:8484", "127.0.0.1.evil.example", "localhost.evil.example"}) {
    for (const auto* target : {"/", "/api/v1/printers", "/api/v1/session"}) {
      EXPECT_EQ(get(target, {{"Host", host}}).status, 421) << host << target;
      EXPECT_EQ(get(target, {{"Host", host}, {"Origin", std::string("http://") + host}}).status, 421) << host;
    }
  }
  for (const auto* host : {"localhost:8484", "octopi.local", "192.168.1.5:8484", "[::1]:8484", "printers.example"}) {
    EXPECT_EQ(get("/api/v1/printers", {{"Host", host}}).status, 200) << host;
  }
}

TEST_F(ConsoleServiceTest, another_page_changes_nothing) {
  EXPECT_EQ(change({{"Content-Type", "application/x-www-form-urlencoded"}}).status, 403) << "a form";
  EXPECT_EQ(change({{"Content-Type", "text/plain"}}).status, 403) << "a form with JSON in a field";
  EXPECT_EQ(change({{"Origin", "http://evil.example"}}).status, 403) << "fetch without the header";
  EXPECT_EQ(change({{"Herald-Change", "1"}, {"Origin", "http://evil.example"}}).status, 403);
  EXPECT_EQ(change({{"Herald-Change", "1"}, {"Origin", "null"}}).status, 403) << "a frame in a sandbox";
  EXPECT_EQ(change({{"Herald-Change", "0"}}).status, 403);
  EXPECT_EQ(resource.changes, 0);
  EXPECT_EQ(change(kChange).status, 200);
  EXPECT_EQ(change({{"Herald-Change", "1"}, {"Origin", "http://printers.example"}}).status, 200);
  EXPECT_EQ(resource.changes, 2);
}

TEST_F(ConsoleServiceTest, a_script_of_another_page_asks_first_and_gets_no_leave) {
  const auto answer = ask("OPTIONS", "/api/v1/printers",
                          {{"Origin", "http://evil.example"},
                           {"Access-Control-Request-Method", "POST"},
                           {"Access-Control-Request-Headers", "herald-change"},
                           {"Cookie", cookie}});
  EXPECT_GE(answer.status, 400);
  for (const auto& field : {"Access-Control-Allow-Origin", "Access-Control-Allow-Headers"}) {
    EXPECT_FALSE(answer.head.has(field)) << field;
    EXPECT_FALSE(get("/api/v1/printers", {{"Origin", "http://evil.example"}}).head.has(field)) << field;
  }
}

TEST_F(ConsoleServiceTest, no_path_leads_out_of_the_pages) {
  for (const auto* target :
       {"/../CMakeLists.txt", "/views/../../console_service.cpp", "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd", "/%252e%252e%252fetc%252fpasswd", "/views/..%5c..%5cetc", "//etc/passwd",
        "/./main.js", "/views/%2e%2e/main.js", "/main.js%00.html", "/MAIN.JS", "/views/", "/views", "/main.js/"}) {
    const auto answer = get(target);
    EXPECT_GE(answer.status, 400) << target;
    EXPECT_THAT(answer.body, Not(HasSubstr("root:"))) << target;
  }
  for (const auto* target : {"/api/v1/../../metrics", "/api/v1/%2e%2e/%2e%2e/metrics", "/api/v1/..%2f..%2fmetrics",
                             "/api/v1//printers", "/api/v1/printers/%2e%2e/printers", "/api/v1/%zz"}) {
    const auto answer = get(target);
    EXPECT_GE(answer.status, 400) << target;
    EXPECT_LT(answer.status, 500) << target;
    EXPECT_THAT(answer.body, Not(HasSubstr("herald_"))) << target;
  }
}

TEST_F(ConsoleServiceTest, a_name_with_a_script_is_text) {
  const auto answer = get("/api/v1/printers");
  EXPECT_THAT(answer.body, HasSubstr(PrinterResource::kEvilName));
  EXPECT_EQ(answer.head.getContentType(), "application/json");
  EXPECT_EQ(answer.head.get("X-Content-Type-Options"), "nosniff") << "no browser guesses that it is HTML";
  EXPECT_THAT(answer.head.get("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(answer.head.get("Cache-Control"), "no-store");
  const auto echoed = get("/api/v1/<script>");
  EXPECT_EQ(echoed.head.getContentType(), "application/problem+json");
}

TEST_F(ConsoleServiceTest, a_wrong_and_an_old_session_open_nothing) {
  for (const auto* wrong : {"herald=", "herald=0000", "herald=../../x", "HERALD=a", "herald"}) {
    EXPECT_EQ(ask("GET", "/api/v1/printers", {{"Cookie", wrong}}).status, 401) << wrong;
  }
  EXPECT_EQ(ask("GET", "/api/v1/printers", {{"Cookie", "herald=planted; " + cookie}}).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/printers", {{"Cookie", "herald=planted; herald=planted"}}).status, 401);
  time.advance(std::chrono::minutes(31));
  EXPECT_EQ(get("/api/v1/printers").status, 401);
}

TEST_F(ConsoleServiceTest, a_login_link_works_once) {
  const auto body = JsonObject().add("link", sessions.makeLink()).add("path", "/herald/").text();
  EXPECT_EQ(ask("POST", "/api/v1/session", {}, body).status, 403) << "a form of another page logs nobody in";
  const auto first = ask("POST", "/api/v1/session", kChange, body);
  EXPECT_EQ(first.status, 204);
  EXPECT_THAT(first.head.get("Set-Cookie"),
              AllOf(StartsWith("herald="), HasSubstr("; Path=/herald/; HttpOnly; SameSite=Strict")));
  const auto replayed = ask("POST", "/api/v1/session", kChange, body);
  EXPECT_EQ(replayed.status, 401);
  EXPECT_FALSE(replayed.head.has("Set-Cookie"));
  const auto mine = first.head.get("Set-Cookie").substr(0, first.head.get("Set-Cookie").find(';'));
  EXPECT_EQ(ask("GET", "/api/v1/printers", {{"Cookie", mine}}).status, 200);
  const auto out = ask("DELETE", "/api/v1/session", {{"Cookie", mine}, {"Herald-Change", "1"}});
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.head.get("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(ask("GET", "/api/v1/printers", {{"Cookie", mine}}).status, 401);
}

TEST_F(ConsoleServiceTest, only_the_unix_socket_makes_a_link) {
  EXPECT_EQ(ask("POST", "/api/v1/session/links", {{"Cookie", cookie}, {"Herald-Change", "1"}}).status, 403);
  EXPECT_EQ(ask("POST", "/api/v1/session/links", {{"Authorization", "Bearer t0ken"}}).status, 403);
  EXPECT_EQ(ask("POST", "/api/v1/session/links", kChange).status, 401);
}

TEST_F(ConsoleServiceTest, a_stranger_sends_no_more_than_a_login) {
  const std::string head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nHerald-Change: 1\r\n";
  EXPECT_THAT(raw(head + "Content-Length: 104857600\r\n\r\n{"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(raw(head + "Content-Length: 5000\r\n\r\n{"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(raw(head + "Transfer-Encoding: chunked\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
  const std::string mine = "POST /api/v1/printers HTTP/1.1\r\nHost: localhost\r\nHerald-Change: 1\r\nCookie: " + cookie;
  EXPECT_THAT(raw(mine + "\r\nContent-Length: 104857600\r\n\r\n{"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(raw("GET /" + std::string(40000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_EQ(resource.changes, 0);
}

TEST_F(ConsoleServiceTest, a_browser_gets_its_answer_in_any_flood) {
  const auto connect = [&] { return Poco::Net::StreamSocket(socket.address()); };
  const test::Crowd silent(1000, connect);
  EXPECT_EQ(get("/api/v1/printers").status, 200);
  test::Crowd slow(500, connect, "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n");
  slow.drip('x');
  EXPECT_EQ(get("/api/v1/printers").status, 200);
  EXPECT_EQ(ask("GET", "/").status, 200);
}

TEST_F(ConsoleServiceTest, a_client_that_asks_without_end_has_to_wait) {
  int refused = 0;
  for (int i = 0; i < 301; ++i) refused += get("/api/v1/printers").status == 429 ? 1 : 0;
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(get("/api/v1/printers").head.get("Retry-After"), "1");
  time.advance(std::chrono::seconds(1));
  EXPECT_EQ(get("/api/v1/printers").status, 200);
}

TEST_F(ConsoleServiceTest, a_stream_goes_out_as_it_comes_and_is_no_use_of_the_session) {
  Poco::Net::HTTPClientSession session(socket.address());
  Poco::Net::HTTPRequest request("GET", "/api/v1/live", "HTTP/1.1");
  request.setHost("localhost");
  request.set("Cookie", cookie);
  time.advance(std::chrono::minutes(20));
  session.sendRequest(request);
  Poco::Net::HTTPResponse head;
  auto& body = session.receiveResponse(head);
  EXPECT_EQ(head.getContentType(), "text/event-stream");
  EXPECT_EQ(head.get("X-Accel-Buffering"), "no");
  resource.stream->write("event: job\n\n");
  resource.stream->end();
  std::string text;
  Poco::StreamCopier::copyToString(body, text);
  EXPECT_EQ(text, ": live\n\nevent: job\n\n");
  time.advance(std::chrono::minutes(11));
  EXPECT_EQ(get("/api/v1/printers").status, 401);
}

TEST_F(ConsoleServiceTest, what_a_page_asks_by_itself_is_no_use_of_the_session) {
  time.advance(std::chrono::minutes(20));
  EXPECT_EQ(get("/api/v1/picture").status, 200);
  time.advance(std::chrono::minutes(11));
  EXPECT_EQ(get("/api/v1/printers").status, 401);
}

TEST_F(ConsoleServiceTest, works_below_a_path_that_a_proxy_leaves_in_the_target) {
  options.path = "/herald";
  serve();
  EXPECT_EQ(ask("GET", "/herald/").status, 200);
  EXPECT_EQ(ask("GET", "/herald/main.js").status, 200);
  EXPECT_EQ(ask("GET", "/main.js").status, 200) << "and without the proxy";
  EXPECT_EQ(get("/herald/api/v1/printers").status, 200);
  const auto moved = ask("GET", "/herald", {{"Host", "octopi.local"}});
  EXPECT_EQ(moved.status, 308);
  EXPECT_EQ(moved.head.get("Location"), "/herald/") << "no host, which the client could have made up";
  EXPECT_GE(ask("GET", "/heraldmain.js").status, 400);
}

// As Home Assistant's Supervisor asks: with the host of the browser, and the path below which the page is.
TEST_F(ConsoleServiceTest, who_comes_through_home_assistant_is_logged_in_there) {
  options.ingress = "127.0.0.1";
  serve();
  const HttpHeaders through{{"X-Ingress-Path", "/api/hassio_ingress/aBc"}, {"Host", "home.example"}};
  const auto page = ask("GET", "/", through);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.head.get("Content-Security-Policy"), HasSubstr("frame-ancestors 'self'"));
  EXPECT_FALSE(page.head.has("X-Frame-Options"));
  EXPECT_EQ(ask("GET", "/api/v1/printers", through).status, 200);
  EXPECT_THAT(ask("GET", "/api/v1/session", through).body, HasSubstr(R"("via":"ingress")"));
  EXPECT_EQ(ask("POST", "/api/v1/printers", through, "{}").status, 403) << "a form of another page";
  auto withHeader = through;
  withHeader.insert(withHeader.end(), {{"Herald-Change", "1"}, {"Origin", "https://home.example"}});
  EXPECT_EQ(ask("POST", "/api/v1/printers", withHeader, "{}").status, 200);
  EXPECT_EQ(resource.changes, 1);
  EXPECT_EQ(ask("POST", "/api/v1/session/links", withHeader, "{}").status, 403) << "only the Unix socket makes one";
}

TEST_F(ConsoleServiceTest, nobody_else_is_taken_for_home_assistant) {
  const HttpHeaders claim{{"X-Ingress-Path", "/api/hassio_ingress/aBc"}};
  EXPECT_EQ(ask("GET", "/api/v1/printers", claim).status, 401) << "without the option";
  options.ingress = "172.30.32.2";
  serve();
  EXPECT_EQ(ask("GET", "/api/v1/printers", claim).status, 401) << "from another address";
  EXPECT_EQ(ask("GET", "/", {{"X-Ingress-Path", "/"}, {"Host", "home.example"}}).status, 421);
  options.ingress = "127.0.0.1";
  serve();
  EXPECT_EQ(ask("GET", "/api/v1/printers").status, 401) << "the Supervisor, but for no browser";
  options.enabled = false;
  serve();
  EXPECT_EQ(ask("GET", "/api/v1/printers", claim).status, 401) << "the console is off";
}

TEST_F(ConsoleServiceTest, is_not_there_if_it_is_off_and_leaves_the_api_to_programs) {
  options.enabled = false;
  serve();
  EXPECT_EQ(ask("GET", "/").status, 401);
  EXPECT_EQ(get("/api/v1/printers").status, 401) << "no session opens anything";
  EXPECT_EQ(get("/api/v1/printers", {{"Host", "evil.example"}}).status, 421);
  const auto link = JsonObject().add("link", sessions.makeLink()).text();
  EXPECT_EQ(ask("POST", "/api/v1/session", kChange, link).status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/printers", {{"Authorization", "Bearer t0ken"}}).status, 200);
}

}  // namespace
}  // namespace herald::core
