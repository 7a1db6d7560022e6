// SPDX-License-Identifier: Apache-2.0
// Herald never prints a secret, even if the receiver sends everything back that it got.
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <sstream>

#include "harness/daemon_fixture.h"
#include "harness/property_value.h"
#include "herald/base64.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

/// The secrets by the place where they are used. Some have characters that need an escape.
const std::map<std::string, std::string> kSecrets{
    {"apiSecret", "apiSecret-\"quoted\" & \\ 100%"},
    {"url of a file", "url-of-a-file-T0/B1"},
    {"url's query", "query-of-the-url-42"},
    {"url's path", "aB3dE5gH7jK9mN1pQ3sT5vWx"},
    {"header", "header-Zm9vYmFy"},
    {"headers of a file", "headers-of-a-file-77"},
    {"data", "data-password-31"},
    {"variable of a file", "variable-of-a-file-9"},
    {"bearer", "bearer-of-auth-8"},
    {"password", "password of auth 6"},
    {"proxy", "password-of-proxy-5"},
    {"signing", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
    {"client", "client-secret-2"},
    {"client in a header", "client-header-3"},
    {"password of the client", "client-password-4"},
    {"token", "access-token-1"},
    {"short token", "zugang"},
    {"refresh token", "refresh-token-1"},
    {"printer's key", "key-of-the-printer-0"},
    {"scripts", "token-of-scripts-11"},
    {"admin", "token-of-admin-12"},
};

const std::string& secret(const std::string& place) { return kSecrets.at(place); }

std::string percentEncoded(const std::string& text) {
  std::string encoded;
  Poco::URI::encode(text, "!*'();:@&=+$,/?#[]\"\\%", encoded);
  return encoded;
}

/// The secret in all forms in which Herald sends it.
std::vector<std::string> formsOf(const std::string& secret) {
  const auto once = jsonQuote(secret).substr(1, jsonQuote(secret).size() - 2);
  const auto twice = jsonQuote(once).substr(1, jsonQuote(once).size() - 2);
  return {secret, once, twice, percentEncoded(secret), toBase64("herald:" + secret)};
}

/// The whole request as a text.
std::string wholeText(const Received& request) {
  std::string text = request.method + " " + request.path + "\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\n";
  return text + "\n" + request.body;
}

class Secrets : public DaemonTest {
 protected:
  /// A sink that uses many secrets. Its receiver answers with this status.
  std::string sink(int status) {
    const std::string name = "echo" + std::to_string(status), url = echo_.url() + std::to_string(status) + "/";
    return options("sink." + name,
                   {{"type", "webhook"},
                    {"events", "PrintStarted"},
                    {"retry.first", "20ms"},
                    {"url.file", file("url", url + secret("url of a file") + "?key=" + secret("url's query"))},
                    {"apiSecret", secret("apiSecret")},
                    {"signingSecret", "whsec_" + secret("signing")},
                    {"headers.X-Api-Key", secret("header")},
                    {"headers.X-Mine", "@apiSecret"},
                    {"auth.user", "herald"},
                    {"auth.password", secret("password")},
                    {"variables.chat.file", file("chat", secret("variable of a file"))},
                    {"data", R"({"apiSecret": "@apiSecret", "password": ")" + secret("data") +
                                 R"(", "chat": "@chat", "message": "@message", "more": "@extra"})"}});
  }

  std::string otherSinks() {
    return options("sink.plain",
                   {{"type", "webhook"},
                    {"events", "PrintStarted"},
                    {"url", echo_.url() + "400/" + secret("url's path") + "?api_token=" + secret("url's query")},
                    {"headers.file", file("headers", R"({"X-Secret": ")" + secret("headers of a file") + "\"}")},
                    {"auth.bearer", secret("bearer")}}) +
           options("sink.proxied", {{"type", "webhook"},
                                    {"events", "PrintStarted"},
                                    {"url", "http://receiver.invalid/400/"},
                                    {"proxy", "http://herald:" + secret("proxy") + "@" + echo_.url().substr(7)}}) +
           options("sink.farm", {{"type", "oauth_webhook"},
                                 {"events", "PrintStarted"},
                                 {"url", echo_.url() + "400/"},
                                 {"headers.Authorization", "Bearer @access_token"},
                                 {"data", R"({"pass": "@result", "again": "@refresh_token"})"},
                                 {"oauth.url", tokens_.url()},
                                 {"oauth.headers", R"({"X-Client-Key": ")" + secret("client in a header") + "\"}"},
                                 {"oauth.auth.user", "herald"},
                                 {"oauth.auth.password", secret("password of the client")},
                                 {"oauth.data", R"({"client_secret": ")" + secret("client") + "\"}"}});
  }

  std::string all() {
    std::string text = demo() + "logging.loggers.root.level = trace\nadmin.listen = 127.0.0.1:0\n";
    text += options("admin", {{"token", secret("admin")}});
    text += options("source.mk4",
                    {{"type", "octoprint"}, {"url", echo_.url() + "403"}, {"apiKey", secret("printer's key")}});
    text += options("source.scripts", {{"type", "http"}, {"listen", "127.0.0.1:0"}, {"token", secret("scripts")}});
    for (const int status : kStatuses) text += sink(status);
    return text + otherSinks();
  }

  std::string options(const std::string& prefix, const std::map<std::string, std::string>& options) {
    std::string text;
    for (const auto& [name, value] : options) text += prefix + "." + name + " = " + propertyValue(value) + "\n";
    return text;
  }

  /// Writes a file with this text. Returns its path.
  std::string file(const std::string& name, const std::string& text) {
    return folder_.write("file" + std::to_string(++files_) + "-" + name, text).string();
  }

  void print(const std::vector<std::string>& arguments) {
    const auto finished = ctl(arguments);
    std::string command;
    for (const auto& argument : arguments) command += " " + argument;
    printed_["heraldctl" + command] += finished.output;
  }

  /// Collects everything that heraldctl and the admin port show about sinks and deliveries.
  void printAll(const std::string& admin) {
    print({"queue", "ls"});
    print({"dead", "ls"});
    print({"dead", "ls", "--each"});
    print({"status"});
    print({"status", "--json"});
    std::istringstream dead(ctl({"dead", "ls", "--each"}).output);
    for (std::string line; std::getline(dead, line);)
      if (const auto number = line.substr(line.find_first_not_of(' '));
          std::isdigit(static_cast<unsigned char>(number[0])))
        print({"dead", "show", number.substr(0, number.find(' '))});
    for (const auto& name : sinks()) {
      print({"queue", "show", name});
      printTrials(name);
    }
    for (const auto* page : {"metrics", "readyz", "healthz", "nowhere"})
      printed_[page] = runToEnd({"curl", "-s", "--oauth2-bearer", secret("admin"), admin + page}).output;
    printApi(admin);
    print({"check"});
    print({"presets"});
  }

  /// Collects every page of the console, and every answer of its API that changes nothing.
  void printApi(const std::string& admin) {
    const auto get = [&](const std::string& path) {
      return runToEnd({"curl", "-s", "--oauth2-bearer", secret("admin"), admin + path}).output;
    };
    const auto document = get("api/v1/openapi.json");
    for (const auto& [path, methods] : jsonMembers(jsonAt(document, "paths"))) {
      const auto read = jsonAt(methods, "get");
      if (read.empty() || read.find("text/event-stream") != read.npos) continue;
      if (path.find('{') == path.npos) printed_["GET " + path] = get(path.substr(1));
    }
    for (const auto& name : sinks()) {
      printed_["the hook " + name] = get("api/v1/hooks/" + name);
      printed_["the preset of " + name] = get("api/v1/hooks/" + name + "/preset");
    }
    const auto deliveries = get("api/v1/deliveries?limit=1000");
    for (const auto one : jsonElements(jsonAt(deliveries, "deliveries"))) {
      const auto id = jsonToText(jsonAt(one, "id"));
      printed_["the delivery " + id] = get("api/v1/deliveries/" + percentEncoded(id));
    }
    for (const auto* page : {"", "main.js", "style.css"}) printed_["the page /" + std::string(page)] = get(page);
    EXPECT_GT(printed_.at("GET /api/v1/deliveries").size(), 100u) << printed_.at("GET /api/v1/deliveries");
  }

  /// Reads what is in the data folder. Tokens and answers must not be there either.
  void readDisk() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "data"))
      if (entry.is_regular_file()) printed_["the file " + entry.path().filename().string()] = readFile(entry.path());
    EXPECT_THAT(printed_, Contains(Pair("the file outbox.db", HasSubstr("PrintStarted"))));
  }

  void printTrials(const std::string& name) {
    print({"test", name, "--event", "PrintStarted"});
    print({"test", name, "--event", "PrintStarted", "--dry-run"});
  }

  static std::vector<std::string> sinks() {
    std::vector<std::string> names{"plain", "proxied", "farm"};
    for (const int status : kStatuses) names.push_back("echo" + std::to_string(status));
    return names;
  }

  /// Expects no secret, in any form, in anything that was printed.
  void expectNoSecret() {
    for (const auto& [what, text] : printed_)
      for (const auto& [place, value] : kSecrets)
        for (const auto& form : formsOf(value))
          EXPECT_EQ(text.find(form), text.npos) << place << " in " << what << ":\n" << text;
  }

  static constexpr std::array kStatuses{200, 302, 400, 401, 404, 410, 429, 500};

  Receiver echo_{[](const Received& request) {
    const auto text = wholeText(request);
    const auto at = request.path.find('/', request.path.starts_with("http://") ? 7 : 0);
    return Reply(std::stoi(request.path.substr(at + 1, 3)),
                 text + "\n" + jsonQuote(text) + "\n" + percentEncoded(text));
  }};
  Receiver tokens_{[](const Received&) {
    return Reply(200, JsonObject()
                          .add("access_token", secret("token"))
                          .add("result", secret("short token"))
                          .add("refresh_token", secret("refresh token"))
                          .add("expires_in", 3600)
                          .text());
  }};
  std::map<std::string, std::string> printed_;
  int files_ = 0;
};

TEST_F(Secrets, AreInNothingThatHeraldPrints) {
  configure(all());
  for (const auto& name : sinks()) printTrials(name);  // without a daemon
  daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()});
  const auto line = daemon_->waitForLine("/metrics are at http://");
  const auto admin = line.substr(line.rfind("http://")) + "/";
  for (const int status : kStatuses) echo_.waitForPath("/" + std::to_string(status) + "/" + secret("url of a file"));
  tokens_.waitFor(1);
  daemon_->waitForLine("nothing more to report");
  printAll(admin);
  EXPECT_EQ(stop(), 0);
  printed_["the log"] = daemon_->wholeOutput();
  readDisk();
  expectNoSecret();

  for (const auto* what : {"heraldctl test echo400", "heraldctl test farm", "heraldctl dead show"})
    EXPECT_THAT(printed_, Contains(Pair(StartsWith(what), HasSubstr("***"))));
}

/// Without this, the test above would prove nothing.
TEST_F(Secrets, AreAllUsed) {
  configure(all());
  for (const auto& name : sinks()) printTrials(name);
  std::string sent;
  for (auto* receiver : {&echo_, &tokens_})
    for (const auto& request : receiver->received()) sent += wholeText(request) + "\n";
  for (const auto& [place, value] : kSecrets) {
    if (place == "signing" || place == "admin" || place == "scripts" || place == "printer's key") continue;
    const auto forms = formsOf(value);
    EXPECT_TRUE(std::any_of(forms.begin(), forms.end(), [&](const auto& form) { return sent.find(form) != sent.npos; }))
        << place;
  }
}

TEST_F(Secrets, AreInNoErrorOfAConfiguration) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"signingSecret", secret("signing")},
      {"proxy", "htp://herald:" + secret("proxy") + "@:x"},
      {"apiSecret", secret("apiSecret") + "\nsink.echo.apiSecret = " + secret("password")},
      {"apiSecrt", secret("apiSecret")},
      {"auth.password", secret("password")},
      {"auth.bearer", secret("bearer") + "\nsink.echo.auth.user = herald"},
      {"headers.X Key", secret("header")},
      {"headers.X-Key", secret("header") + "\\n"},
      {"oauth.data", "{\"client_secret\": \"" + secret("client")},
  };
  for (const auto& [option, value] : table) {
    const std::string type = option.starts_with("oauth.") ? "oauth_webhook" : "webhook";
    configure("sink.echo.type = " + type + "\nsink.echo.url = http://h/\nsink.echo.oauth.url = http://h/\nsink.echo." +
              option + " = " + value + "\n");
    printed_.clear();
    print({"check"});
    printed_["heraldd"] = runToEnd({heraldd(), "--config", config()}).output;
    EXPECT_THAT(printed_["heraldd"], HasSubstr("herald.properties:")) << option;
    expectNoSecret();
  }
}

}  // namespace
}  // namespace herald::testing
