// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/outbox_routes.h"

#include <gmock/gmock.h>

#include "engine/outbox/kinds/memory_outbox.h"
#include "herald/json.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class OutboxRoutesTest : public ::testing::Test {
 protected:
  OutboxRoutesTest() {
    addOutboxRoutes(
        routes, outbox, time, [this](const std::set<std::string>& sinks) { woken = sinks; },
        [] {
          return std::vector<std::string>{"new", "slack"};
        },
        [](const std::string& event) {
          return event == "seen" ? std::optional(SnapshotFacts{1955, "ab12"}) : std::nullopt;
        });
  }

  Delivery store(const std::string& id, const std::string& sink = "slack") {
    auto event = std::make_shared<Event>();
    event->id = id;
    event->type = "PrintDone";
    event->device = "mk3";
    event->payload = R"({"name":"benchy"})";
    event->context = "{}";
    std::vector<Delivery> deliveries{{.sink = sink, .event = event, .accepted = time.now()}};
    outbox.store(deliveries);
    return deliveries.front();
  }

  void bury(const std::string& id, const std::string& reason, const std::string& sink = "slack") {
    outbox.bury(store(id, sink), {.reason = reason, .status = 400, .time = std::chrono::system_clock::now()});
  }

  AdminAnswer ask(const std::string& method, const std::string& path, std::map<std::string, std::string> query = {}) {
    return routes.answer({.method = method, .path = path, .query = std::move(query)});
  }

  static std::string countIn(const std::string& answer) { return std::string(jsonAt(answer, "count")); }

  std::vector<std::string> ids(const AdminAnswer& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::vector<std::string> result;
    for (const auto delivery : jsonElements(jsonAt(answer.body, "deliveries"))) {
      result.push_back(jsonToText(jsonAt(delivery, "id")));
    }
    return result;
  }

  FakeTime time{};
  MemoryOutbox outbox{10};
  std::set<std::string> woken{};
  AdminRoutes routes{};
};

TEST_F(OutboxRoutesTest, shows_size_and_hash_of_the_picture_where_a_delivery_is_shown_whole) {
  store("seen");
  store("blind");
  bury("seen", "no", "new");
  const auto listed = ask("GET", "/queue/slack").body;
  EXPECT_THAT(listed, Not(HasSubstr("snapshot")));
  const auto shown = ask("GET", "/queue/slack", {{"whole", "true"}}).body;
  EXPECT_THAT(shown, HasSubstr(R"("snapshot":{"bytes":1955,"sha256":"ab12"})"));
  EXPECT_THAT(shown, HasSubstr(R"("snapshot":null)"));
  EXPECT_THAT(ask("GET", "/dead", {{"whole", "true"}}).body, HasSubstr(R"("sha256":"ab12")"));
}

TEST_F(OutboxRoutesTest, lists_what_waits_page_by_page) {
  for (const auto* id : {"1", "2", "3"}) store(id);
  time.advance(std::chrono::seconds(90));
  const auto first = ask("GET", "/queue/slack", {{"limit", "2"}});
  EXPECT_THAT(ids(first), ElementsAre("1", "2"));
  EXPECT_EQ(jsonAt(first.body, "deliveries.0.waitsSeconds"), "90");
  EXPECT_EQ(jsonAt(first.body, "deliveries.0.payload"), "");
  const auto next = std::string(jsonAt(first.body, "next"));
  const auto second = ask("GET", "/queue/slack", {{"limit", "2"}, {"after", next}});
  EXPECT_THAT(ids(second), ElementsAre("3"));
  EXPECT_EQ(jsonAt(second.body, "next"), "null");
}

TEST_F(OutboxRoutesTest, shows_one_whole) {
  store("1");
  const auto second = store("2");
  const auto answer = ask("GET", "/queue/slack", {{"sequence", std::to_string(second.sequence)}, {"whole", "true"}});
  EXPECT_THAT(ids(answer), ElementsAre("2"));
  EXPECT_EQ(jsonAt(answer.body, "deliveries.0.payload.name"), "\"benchy\"");
}

TEST_F(OutboxRoutesTest, counts_what_each_sink_has) {
  store("1", "mail");
  bury("2", "400: no", "slack");
  const auto answer = ask("GET", "/queue");
  EXPECT_EQ(jsonAt(answer.body, "mail.waiting"), "1");
  EXPECT_EQ(jsonAt(answer.body, "slack.deadLetters"), "1");
}

TEST_F(OutboxRoutesTest, moves_and_purges_a_queue) {
  store("1", "old");
  store("2", "old");
  EXPECT_EQ(countIn(ask("POST", "/queue/old/move", {{"to", "new"}}).body), "2");
  EXPECT_THAT(woken, ElementsAre("new"));
  EXPECT_THAT(ids(ask("GET", "/queue/new")), ElementsAre("1", "2"));
  EXPECT_EQ(ask("POST", "/queue/new/move").status, 400);
  EXPECT_EQ(countIn(ask("POST", "/queue/new/purge").body), "2");
  EXPECT_THAT(ids(ask("GET", "/queue/new")), IsEmpty());
}

TEST_F(OutboxRoutesTest, moves_only_to_a_sink_that_there_is) {
  store("1", "old");
  const auto refused = ask("POST", "/queue/old/move", {{"to", "slakc"}});
  EXPECT_EQ(refused.status, 404);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("there is no sink `slakc`"), HasSubstr("did you mean `slack`?")));
  EXPECT_THAT(ids(ask("GET", "/queue/old")), ElementsAre("1"));
  EXPECT_THAT(outbox.sinks(), ElementsAre("old"));
}

TEST_F(OutboxRoutesTest, says_what_of_a_queue_was_left) {
  for (int i = 0; i < 7; ++i) store("n" + std::to_string(i), "new");
  for (int i = 0; i < 5; ++i) store("o" + std::to_string(i), "old");
  const auto moved = ask("POST", "/queue/old/move", {{"to", "new"}}).body;
  EXPECT_EQ(jsonAt(moved, "count"), "3");
  EXPECT_EQ(jsonAt(moved, "left"), "2");
}

TEST_F(OutboxRoutesTest, finds_dead_letters) {
  bury("1", "400: no such channel");
  bury("2", "413: too large");
  bury("3", "400: no such user", "mail");
  EXPECT_THAT(ids(ask("GET", "/dead")), ElementsAre("1", "2", "3"));
  EXPECT_THAT(ids(ask("GET", "/dead", {{"sink", "slack"}})), ElementsAre("1", "2"));
  const auto answer = ask("GET", "/dead", {{"reason", "no such"}});
  EXPECT_THAT(ids(answer), ElementsAre("1", "3"));
  EXPECT_EQ(jsonAt(answer.body, "deliveries.0.reason"), "\"400: no such channel\"");
  EXPECT_THAT(ids(ask("GET", "/dead", {{"until", "1000"}})), IsEmpty());
  EXPECT_THAT(ids(ask("GET", "/dead", {{"since", "1000"}})), ElementsAre("1", "2", "3"));
  for (const auto* farAway : {"32503680000", "18446744073709551615"}) {
    EXPECT_THAT(ids(ask("GET", "/dead", {{"until", farAway}})), ElementsAre("1", "2", "3"));
    EXPECT_THAT(ids(ask("GET", "/dead", {{"since", farAway}})), IsEmpty());
  }
}

TEST_F(OutboxRoutesTest, replays_and_purges_dead_letters) {
  bury("1", "400: no such channel");
  bury("2", "413: too large");
  EXPECT_EQ(countIn(ask("POST", "/dead/replay", {{"reason", "channel"}}).body), "1");
  EXPECT_THAT(woken, ElementsAre("slack"));
  EXPECT_THAT(ids(ask("GET", "/queue/slack")), ElementsAre("1"));
  EXPECT_EQ(countIn(ask("POST", "/dead/purge").body), "1");
  EXPECT_THAT(ids(ask("GET", "/dead")), IsEmpty());
}

TEST_F(OutboxRoutesTest, a_name_that_no_sink_has_is_one_sentence) {
  bury("1", "400", "old");
  for (const auto& [method, path, query] :
       std::vector<std::tuple<std::string, std::string, std::string>>{{"GET", "/queue/slcak", ""},
                                                                      {"POST", "/queue/slcak/purge", ""},
                                                                      {"POST", "/queue/slcak/move", "to"},
                                                                      {"GET", "/dead", "sink"},
                                                                      {"POST", "/dead/replay", "sink"},
                                                                      {"POST", "/dead/purge", "sink"}}) {
    std::map<std::string, std::string> parameters;
    if (query == "to") parameters["to"] = "new";
    if (query == "sink") parameters["sink"] = "slcak";
    const auto answer = ask(method, path, parameters);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_THAT(answer.body, HasSubstr("there is no sink `slcak`, did you mean `slack`?")) << path;
  }
  EXPECT_THAT(ids(ask("GET", "/dead", {{"sink", "old"}})), ElementsAre("1")) << "a removed sink has dead letters";
  EXPECT_EQ(ask("GET", "/queue/new").status, 200) << "nothing waits for it";
}

TEST_F(OutboxRoutesTest, a_wrong_number_is_one_sentence) {
  for (const auto* key : {"after", "limit", "since", "sequence"}) {
    const auto answer = ask("GET", "/dead", {{key, "many"}});
    EXPECT_EQ(answer.status, 400) << key;
    EXPECT_THAT(answer.body, HasSubstr(std::string(key) + " has to be"));
  }
}

}  // namespace
}  // namespace herald::core
