#include "core/outbox/memory_outbox.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

Delivery make(const std::string& id, Category category = Category::Lifecycle, const std::string& sink = "slack",
              std::size_t size = 10) {
  auto event = std::make_shared<Event>();
  event->id = id;
  event->type = "Something";
  event->category = category;
  event->payload = std::string(size, ' ');
  return {0, sink, event, {}};
}

Delivery storeOne(Outbox& outbox, Delivery delivery) {
  std::vector<Delivery> deliveries{std::move(delivery)};
  outbox.store(deliveries);
  return deliveries.front();
}

std::vector<std::string> ids(const std::vector<Delivery>& deliveries) {
  std::vector<std::string> result;
  for (const auto& delivery : deliveries) result.push_back(delivery.event->id);
  return result;
}

std::vector<std::string> waitingIds(const Outbox& outbox, const std::string& sink = "slack") {
  return ids(outbox.waiting(sink, 0, 100000));
}

TEST(MemoryOutbox, keeps_each_sinks_deliveries_in_the_order_of_storing) {
  MemoryOutbox outbox;
  std::vector<Delivery> batch{make("1"), make("2", Category::Progress), make("2", Category::Progress, "mail"),
                              make("3", Category::Error)};
  outbox.store(batch);
  EXPECT_LT(batch[0].sequence, batch[1].sequence);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("1", "2", "3"));
  EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("2"));
  EXPECT_THAT(waitingIds(outbox, "nobody"), IsEmpty());
  EXPECT_THAT(ids(outbox.waiting("slack", batch[0].sequence, 1)), ElementsAre("2"));
}

TEST(MemoryOutbox, forgets_what_was_delivered_and_keeps_what_was_buried) {
  MemoryOutbox outbox;
  const auto good = storeOne(outbox, make("good"));
  const auto bad = storeOne(outbox, make("bad"));
  outbox.delivered(good);
  outbox.bury(bad, "400: no such channel");
  outbox.bury(bad, "twice is once");
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
  const auto dead = outbox.deadLetters("slack");
  ASSERT_THAT(ids(dead), ElementsAre("bad"));
  EXPECT_EQ(dead[0].deadReason, "400: no such channel");
  EXPECT_EQ(outbox.counts("slack").deadLetters, 1u);
}

TEST(MemoryOutbox, takes_dead_letters_from_the_start) {
  MemoryOutbox outbox;
  auto delivery = make("1");
  delivery.deadReason = "transform long failed";
  storeOne(outbox, delivery);
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
  EXPECT_THAT(ids(outbox.deadLetters("slack")), ElementsAre("1"));
}

TEST(MemoryOutbox, when_full_progress_goes_first_and_lifecycle_last) {
  MemoryOutbox outbox(3);
  storeOne(outbox, make("life1"));
  storeOne(outbox, make("progress1", Category::Progress));
  storeOne(outbox, make("error1", Category::Error));
  storeOne(outbox, make("progress2", Category::Progress));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("life1", "error1", "progress2"));
  storeOne(outbox, make("other1", Category::Other));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("life1", "error1", "other1"));
  storeOne(outbox, make("life2"));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("life1", "error1", "life2"));
  storeOne(outbox, make("life3"));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("life1", "life2", "life3"));
  storeOne(outbox, make("progress3", Category::Progress));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("life1", "life2", "life3"));
  storeOne(outbox, make("life4"));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("life2", "life3", "life4"));
  EXPECT_THAT(outbox.counts("slack").dropped,
              UnorderedElementsAre(Pair("queue full: progress", 3), Pair("queue full: other", 1),
                                   Pair("queue full: error", 1), Pair("queue full: lifecycle", 1)));
}

TEST(MemoryOutbox, is_bounded_in_bytes_as_well) {
  MemoryOutbox outbox(1000, 10000);
  for (int i = 0; i < 10; ++i) storeOne(outbox, make(std::to_string(i), Category::Progress, "slack", 3000));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("8", "9"));
  storeOne(outbox, make("huge", Category::Lifecycle, "slack", 20000));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("8", "9")) << "what can never fit drives nothing out";
  EXPECT_EQ(outbox.counts("slack").dropped.at("larger than the queue"), 1u);
}

TEST(MemoryOutbox, one_full_sink_takes_nothing_from_another) {
  MemoryOutbox outbox(2);
  storeOne(outbox, make("m", Category::Progress, "mail"));
  for (int i = 0; i < 5; ++i) storeOne(outbox, make(std::to_string(i)));
  EXPECT_THAT(waitingIds(outbox, "mail"), ElementsAre("m"));
}

TEST(MemoryOutbox, does_not_drop_what_is_being_attempted) {
  MemoryOutbox outbox(2);
  const auto first = storeOne(outbox, make("1"));
  const auto second = storeOne(outbox, make("2"));
  EXPECT_TRUE(outbox.claim(first));
  storeOne(outbox, make("3"));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("1", "3"));
  EXPECT_FALSE(outbox.claim(second)) << "it was dropped, and is not to be attempted";
  outbox.release(first);
  storeOne(outbox, make("4"));
  EXPECT_THAT(waitingIds(outbox), ElementsAre("3", "4"));
}

TEST(MemoryOutbox, keeps_the_newest_dead_letters) {
  MemoryOutbox outbox(2);
  for (const auto* id : {"1", "2", "3"}) outbox.bury(storeOne(outbox, make(id)), "no");
  EXPECT_THAT(ids(outbox.deadLetters("slack")), ElementsAre("2", "3"));
  EXPECT_EQ(outbox.counts("slack").dropped.at("too many dead letters"), 1u);
}

}  // namespace
}  // namespace herald::core
