// SPDX-License-Identifier: Apache-2.0
#include "flights.h"

#include <gmock/gmock.h>

namespace herald::kafka_sink {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Clock::time_point kNow{1h};

Flights::Waiting waitingUntil(Clock::time_point deadline, std::stop_token stop = {}) {
  return {deadline, std::move(stop), [](const Outcome&) {}};
}

TEST(Flights, TheEndOfARecordEndsItsAttempt) {
  Flights flights;
  const auto one = flights.begin("a", waitingUntil(kNow + 1s)), two = flights.begin("b", waitingUntil(kNow + 2s));
  EXPECT_NE(one, two);
  const auto ended = flights.end(two, true);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->deadline, kNow + 2s);
  EXPECT_FALSE(flights.end(two, true)) << "only once";
  EXPECT_TRUE(flights.isWaiting());
  flights.end(one, false);
  EXPECT_FALSE(flights.isWaiting());
  EXPECT_EQ(flights.size(), 0u);
}

TEST(Flights, TakesThoseWhoseTimeIsOver) {
  Flights flights;
  std::stop_source stopping;
  flights.begin("late", waitingUntil(kNow));
  flights.begin("early", waitingUntil(kNow + 1s));
  flights.begin("stopped", waitingUntil(kNow + 1s, stopping.get_token()));
  EXPECT_THAT(flights.takeOver(kNow), SizeIs(1));
  stopping.request_stop();
  EXPECT_THAT(flights.takeOver(kNow), SizeIs(1));
  EXPECT_THAT(flights.takeOver(kNow), IsEmpty());
  EXPECT_EQ(flights.size(), 3u) << "their records stay";
}

TEST(Flights, TheNextAttemptWaitsForTheSameRecord) {
  Flights flights;
  const auto number = flights.begin("a", waitingUntil(kNow));
  EXPECT_FALSE(flights.unattended("a")) << "its attempt waits for it";
  flights.takeAll();
  ASSERT_EQ(flights.unattended("a"), number);
  flights.join(number, waitingUntil(kNow + 5s));
  EXPECT_FALSE(flights.unattended("a"));
  const auto ended = flights.end(number, true);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->deadline, kNow + 5s);
  EXPECT_FALSE(flights.takeArrived("a")) << "the attempt knows it";
}

TEST(Flights, ARecordThatArrivedUnattendedIsNotWrittenAgain) {
  Flights flights;
  const auto number = flights.begin("a", waitingUntil(kNow));
  flights.takeAll();
  EXPECT_FALSE(flights.end(number, true));
  EXPECT_FALSE(flights.unattended("a"));
  EXPECT_TRUE(flights.takeArrived("a"));
  EXPECT_FALSE(flights.takeArrived("a")) << "somebody may send the event again";
}

TEST(Flights, ARecordThatFailedUnattendedIsWrittenAgain) {
  Flights flights;
  const auto number = flights.begin("a", waitingUntil(kNow));
  flights.takeAll();
  flights.end(number, false);
  EXPECT_FALSE(flights.unattended("a"));
  EXPECT_FALSE(flights.takeArrived("a"));
}

/// The records of these events arrive, one after the other, and nobody waits for them.
void arrive(Flights& flights, int from, int to) {
  for (int i = from; i <= to; ++i) {
    const auto number = flights.begin(std::to_string(i), waitingUntil(kNow));
    flights.takeAll();
    flights.end(number, true);
  }
}

TEST(Flights, RemembersOnlyTheLastArrivals) {
  Flights flights;
  arrive(flights, 0, 10'000);
  EXPECT_FALSE(flights.takeArrived("0"));
  EXPECT_TRUE(flights.takeArrived("1"));
  EXPECT_TRUE(flights.takeArrived("10000"));
}

TEST(Flights, AnArrivalThatWasTakenCountsNoMore) {
  Flights flights;
  arrive(flights, 0, 9'999);
  EXPECT_TRUE(flights.takeArrived("0"));
  arrive(flights, 0, 0);  // somebody has sent the event again
  arrive(flights, 10'000, 10'000);
  EXPECT_FALSE(flights.takeArrived("1")) << "it is the oldest";
  EXPECT_TRUE(flights.takeArrived("0")) << "it is among the last";
  EXPECT_TRUE(flights.takeArrived("2"));
}

}  // namespace
}  // namespace herald::kafka_sink
