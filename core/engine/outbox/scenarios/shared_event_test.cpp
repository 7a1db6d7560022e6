// SPDX-License-Identifier: Apache-2.0
// An event with several sinks is on disk once, until its last delivery has ended.
#include <SQLiteCpp/Database.h>

#include <algorithm>

#include "engine/outbox/testing/disk_outbox_fixture.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SharedEventTest : public DiskOutboxFixture {
 protected:
  /// Stores an event for these sinks.
  void storeFor(const std::string& id, const std::vector<std::string>& sinks) {
    std::vector<Delivery> deliveries;
    const auto event = make(id, Category::Lifecycle, "", 1000).event;
    for (const auto& sink : sinks) deliveries.push_back({.sink = sink, .event = event, .accepted = time_.now()});
    outbox().store(deliveries);
  }

  Delivery first(const std::string& sink) { return outbox().waiting(sink, 0, 1).at(0); }
  void deliver(const std::string& sink) { outbox().delivered(first(sink)); }

  void expectWaits(const std::string& sink, const std::string& id) {
    const auto there = outbox().waiting(sink, 0, 9);
    ASSERT_EQ(there.size(), 1u) << sink;
    EXPECT_EQ(there[0].event->id, id) << sink;
    EXPECT_EQ(there[0].event->payload, std::string(1000, ' ')) << sink;
  }

  int rows(const std::string& where = "true") {
    outbox().flush();
    return SQLite::Database(file_.string()).execAndGet("SELECT count(*) FROM delivery WHERE " + where).getInt();
  }
};

TEST_F(SharedEventTest, stays_until_its_last_delivery_has_ended_in_any_order_over_restarts) {
  std::vector<std::string> sinks{"mail", "pager", "slack"};
  do {
    for (const bool restarts : {false, true}) {
      storeFor("1", {"slack", "mail", "pager"});
      EXPECT_EQ(rows("payload <> ''"), 1);
      for (auto sink = sinks.begin(); sink != sinks.end(); ++sink) {
        if (restarts) restart();
        for (auto left = sink; left != sinks.end(); ++left) expectWaits(*left, "1");
        deliver(*sink);
      }
      EXPECT_EQ(rows(), 0);
    }
  } while (std::next_permutation(sinks.begin(), sinks.end()));
}

TEST_F(SharedEventTest, is_sent_to_no_sink_again_that_has_it) {
  storeFor("1", {"slack", "mail"});
  deliver("slack");
  restart();
  EXPECT_THAT(waitingIds("slack"), IsEmpty());
  EXPECT_THAT(outbox().sinks(), ElementsAre("mail"));
  EXPECT_EQ(outbox().counts("mail").totals.returned, 1u);
}

TEST_F(SharedEventTest, is_there_for_a_dead_letter_and_its_replay_when_all_others_are_gone) {
  for (const std::string dead : {"slack", "mail", "pager"}) {
    storeFor("1", {"slack", "mail", "pager"});
    outbox().bury(first(dead), {.reason = "400: no", .status = 400, .at = time_.now()});
    for (const std::string sink : {"slack", "mail", "pager"}) {
      if (sink != dead) deliver(sink);
    }
    restart();
    const auto letters = outbox().deadLetters().list({}, 0, 9);
    ASSERT_EQ(letters.size(), 1u) << dead;
    EXPECT_EQ(letters[0].event->payload.size(), 1000u) << dead;
    EXPECT_EQ(letters[0].ending.reason, "400: no") << dead;
    EXPECT_EQ(outbox().deadLetters().replay({}, time_.now()).count, 1u) << dead;
    restart();
    expectWaits(dead, "1");
    deliver(dead);
    EXPECT_EQ(rows(), 0) << dead;
  }
}

TEST_F(SharedEventTest, goes_with_a_dead_letter_that_is_purged_last) {
  storeFor("1", {"slack", "mail"});
  deliver("slack");
  outbox().bury(first("mail"), {.reason = "400: no", .at = time_.now()});
  restart();
  EXPECT_EQ(outbox().deadLetters().purge({}), 1u);
  EXPECT_EQ(rows(), 0);
}

TEST_F(SharedEventTest, is_copied_for_a_delivery_that_moves_to_another_sink) {
  for (const std::string from : {"slack", "mail"}) {
    const std::string stays = from == "slack" ? "mail" : "slack";
    storeFor("1", {"slack", "mail"});
    restart();
    EXPECT_EQ(outbox().move(from, "pager"), 1u);
    deliver(stays);
    restart();
    expectWaits("pager", "1");
    deliver("pager");
    EXPECT_EQ(rows(), 0) << from;
  }
}

TEST_F(SharedEventTest, if_damaged_costs_its_own_deliveries_and_no_others) {
  storeFor("1", {"slack", "mail"});
  storeFor("2", {"slack", "mail"});
  restart();
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET payload = 'x' WHERE id = '1'");
  for (const auto* sink : {"slack", "mail"}) {
    EXPECT_THAT(waitingIds(sink), ElementsAre("2")) << sink;
    deliver(sink);
  }
  EXPECT_EQ(rows(), 0);
}

/// Its event is in memory, so it is not lost. The others need the row with the event, so that stays meanwhile.
TEST_F(SharedEventTest, a_damaged_row_of_a_delivery_in_memory_is_written_anew) {
  const std::vector<std::string> sinks{"slack", "mail", "pager"};
  for (const auto& damaged : sinks) {
    storeFor("1", sinks);
    SQLite::Database(file_.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE delivery SET sink = 'other' WHERE sink = '" + damaged + "'");
    disk_.refuseWrites(true);
    store(make("2", Category::Lifecycle, "other"));
    disk_.refuseWrites(false);
    retry();
    EXPECT_TRUE(outbox().health().durable) << damaged << ": " << outbox().health().problem;
    for (const auto& sink : sinks) {
      restart();
      for (auto left = std::find(sinks.begin(), sinks.end(), sink); left != sinks.end(); ++left) {
        expectWaits(*left, "1");
      }
      deliver(sink);
    }
    deliver("other");
    EXPECT_EQ(rows(), 0) << damaged;
  }
}

/// The disk refuses its ending, so it is in memory when its row is found damaged.
TEST_F(SharedEventTest, a_damaged_row_of_a_dead_letter_in_memory_is_written_anew) {
  storeFor("1", {"slack", "mail"});
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE delivery SET attempts = 7 WHERE sink = 'slack'");
  disk_.refuseWrites(true);
  outbox().bury(first("slack"), {.reason = "400: no", .status = 400, .at = time_.now()});
  outbox().flush();
  disk_.refuseWrites(false);
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  deliver("mail");
  restart();
  const auto letters = outbox().deadLetters().list({}, 0, 9);
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].ending.reason, "400: no");
  EXPECT_EQ(letters[0].event->payload.size(), 1000u);
}

/// The purge of one sink leaves the events of the others.
TEST_F(SharedEventTest, a_purge_leaves_the_events_of_other_sinks) {
  for (int i = 0; i < 20; ++i) storeFor(std::to_string(i), {"slack", "mail"});
  restart();
  EXPECT_EQ(outbox().purge("slack"), 20u);
  restart();
  EXPECT_EQ(waitingIds("mail").size(), 20u);
  EXPECT_EQ(rows(), 40);
  EXPECT_EQ(outbox().purge("mail"), 20u);
  EXPECT_EQ(rows(), 0);
}

}  // namespace
}  // namespace herald::core
