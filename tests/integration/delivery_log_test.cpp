// SPDX-License-Identifier: Apache-2.0
// What became of each delivery: kept by heraldd, shown by its API and by `heraldctl tail`.
#include <SQLiteCpp/SQLiteCpp.h>

#include <utility>

#include "harness/api_client.h"
#include "harness/daemon_fixture.h"
#include "harness/patience.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class DeliveryLogOfHerald : public DaemonTest {
 protected:
  std::string ask(const std::string& path) {
    const auto answer = ApiClient(folder_.path() / "data" / "herald.sock").ask("GET", path);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
  /// Asks again until the answer has this text: the log writes four times a second.
  std::string askUntil(const std::string& path, const std::string& text) {
    std::string body;
    for (const auto end = std::chrono::steady_clock::now() + kPatience; std::chrono::steady_clock::now() < end;) {
      body = ask(path);
      if (body.find(text) != std::string::npos) return body;
    }
    ADD_FAILURE() << body;
    return body;
  }
  /// The path of the newest delivery of this type.
  std::string pathOf(const std::string& type) {
    const auto list = askUntil("deliveries?type=" + type, "\"id\"");
    auto id = jsonToText(jsonAt(list, "deliveries.0.id"));
    return "deliveries/" + id.replace(id.find(':'), 1, "%3A");
  }
  std::unique_ptr<Process> tail(std::vector<std::string> options = {}) {
    options.insert(options.begin(), {heraldctl(), "tail", "--config", config()});
    return std::make_unique<Process>(options);
  }
};

TEST_F(DeliveryLogOfHerald, opens_a_delivery_to_its_request_and_its_answer) {
  folder_.write("key", "Bearer a-long-s3cret-key");
  Receiver busy([first = true](const Received&) mutable {
    return Reply(std::exchange(first, false) ? 503 : 200, "thanks for a-long-s3cret-key");
  });
  start(demo() + webhook("phone", busy.url() + "hook") + "sink.phone.headers.Authorization.file = key\n" +
        "sink.phone.events = PrintDone\nsink.phone.data = {\"says\": \"@name\"}\n");
  busy.waitFor(2);
  const auto path = pathOf("PrintDone");
  const auto one = askUntil(path, "\"number\":2");
  EXPECT_EQ(jsonAt(one, "outcome"), "\"delivered\"");
  EXPECT_EQ(jsonAt(one, "event.type"), "\"PrintDone\"");
  EXPECT_EQ(jsonAt(one, "attempts.0.outcome"), "\"retry\"");
  EXPECT_NE(jsonAt(one, "attempts.0.nextTry"), "null");
  EXPECT_EQ(jsonAt(one, "attempts.0.response.status"), "503");
  EXPECT_EQ(jsonAt(one, "attempts.1.request.url"), jsonQuote(busy.url() + "hook"));
  EXPECT_THAT(jsonToText(jsonAt(one, "attempts.1.request.body")), HasSubstr("\"says\""));
  EXPECT_THAT(one, Not(HasSubstr("s3cret")));
  const auto answer = ApiClient(folder_.path() / "data" / "herald.sock").ask("POST", path + "/resend");
  EXPECT_EQ(answer.status, 202) << answer.body;
  const auto requests = busy.waitFor(3);
  EXPECT_EQ(requests[2].headers.at("webhook-id"), requests[1].headers.at("webhook-id"));
  EXPECT_EQ(requests[2].body, requests[1].body);
  EXPECT_EQ(stop(), 0);
}

TEST_F(DeliveryLogOfHerald, no_secret_reaches_the_disk) {
  folder_.write("key", "Bearer a-long-s3cret-key");
  start(demo() + webhook("phone", receiver_.url()) + "sink.phone.headers.Authorization.file = key\n");
  receiver_.waitForBody("Print Done");
  pathOf("PrintDone");
  EXPECT_EQ(stop(), 0);
  SQLite::Database database((folder_.path() / "data" / "outbox.db").string());
  SQLite::Statement row(database, "SELECT text FROM attempt_exchange");
  std::string texts;
  while (row.executeStep()) texts += row.getColumn(0).getString();
  EXPECT_THAT(texts, HasSubstr("Authorization"));
  EXPECT_THAT(texts, Not(HasSubstr("s3cret")));
}

TEST_F(DeliveryLogOfHerald, tail_shows_deliveries_and_goes_on_after_a_restart) {
  const auto text = demo() + webhook("phone", receiver_.url());
  start(text);
  const auto shown = tail();
  shown->waitForLine("PrintDone  mk3 → phone  200");
  EXPECT_EQ(stop(), 0);
  shown->waitForLine("(the daemon has gone");
  start(text);
  shown->waitForLine("(the daemon is there again)");
  shown->waitForLine("PrintDone  mk3 → phone  200");
  const auto lines = shown->output();
  EXPECT_THAT(lines, ContainsRegex("[0-9][0-9]:[0-9][0-9]:[0-9][0-9]  delivered  PrintStarted  mk3 → phone  200  "));
}

TEST_F(DeliveryLogOfHerald, tail_selects_and_prints_json) {
  start(busyDemo() + webhook("phone", receiver_.url()) + webhook("other", receiver_.url()));
  const auto shown = tail({"--json", "--sink", "phone", "--type", "PrintDone", "--last", "0"});
  const auto line = shown->waitForLine("{");
  EXPECT_EQ(jsonAt(line, "type"), "\"PrintDone\"");
  EXPECT_EQ(jsonAt(line, "sink"), "\"phone\"");
  EXPECT_EQ(jsonError(line), "");
  EXPECT_THAT(shown->output(), AllOf(Not(HasSubstr("\"other\"")), Not(HasSubstr("PrintStarted"))));
}

TEST_F(DeliveryLogOfHerald, shows_what_a_sink_sent_that_does_not_speak_http) {
  start(demo() + "sink.out.type = stdout\nsink.out.events = PrintDone\n");
  const auto one = askUntil(pathOf("PrintDone"), "\"number\":1");
  EXPECT_EQ(jsonAt(one, "attempts.0.request"), "null");
  const auto line = jsonToText(jsonAt(one, "attempts.0.sent"));
  EXPECT_EQ(jsonAt(line, "type"), "\"PrintDone\"") << one;
}

TEST_F(DeliveryLogOfHerald, a_wrong_filter_is_said) {
  start(demo());
  const auto shown = ctl({"tail", "--outcome", "lost"});
  EXPECT_EQ(shown.code, 1);
  EXPECT_THAT(shown.output, HasSubstr("there is no `lost`"));
}

TEST_F(DeliveryLogOfHerald, is_there_though_the_outbox_is_in_memory) {
  start("outbox.type = memory\n" + demo() + webhook("phone", receiver_.url()));
  receiver_.waitForBody("Print Done");
  const auto one = askUntil(pathOf("PrintDone"), "\"number\":1");
  EXPECT_EQ(jsonAt(one, "attempts.0.response.status"), "200");
}

}  // namespace
}  // namespace herald::testing
