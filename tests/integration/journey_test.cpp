// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using Journey = DaemonTest;

std::vector<std::string> topics(const std::vector<Received>& requests) {
  std::vector<std::string> all;
  for (const auto& request : requests) all.push_back(jsonToText(jsonAt(request.body, "topic")));
  return all;
}

TEST_F(Journey, APrintReachesTheWebhookInOrder) {
  start(demo() + webhook("phone", receiver_.url()) + "sink.phone.progress = 25%\n");
  receiver_.waitForBody("Print Done");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(topics(receiver_.received()), ::testing::IsSupersetOf({"Print Started", "Print Progress", "Print Paused",
                                                                     "User Action Needed", "Print Done"}));
  EXPECT_EQ(topics(receiver_.received()).front(), "Print Started");
  EXPECT_EQ(topics(receiver_.received()).back(), "Print Done");
}

TEST_F(Journey, EveryMilestoneArrivesOnceWithItsNumber) {
  start(demo() + webhook("phone", receiver_.url()) +
        "sink.phone.events = PrintProgress, PrintDone\nsink.phone.progress = 25\n");
  receiver_.waitForBody("Print Done");
  stop();
  std::vector<std::string> messages;
  for (const auto& request : receiver_.received()) messages.push_back(jsonToText(jsonAt(request.body, "message")));
  EXPECT_THAT(messages, ::testing::ElementsAre("benchy.gcode is 25 % complete.", "benchy.gcode is 50 % complete.",
                                               "benchy.gcode is 75 % complete.", "benchy.gcode is done."));
}

TEST_F(Journey, EveryDeliveryHasItsOwnWebhookId) {
  start(demo() + webhook("phone", receiver_.url()) + "sink.phone.events = *\n");
  receiver_.waitForBody("Print Done");
  stop();
  const auto requests = receiver_.received();
  std::set<std::string> ids;
  for (const auto& request : requests) ids.insert(request.headers.at("webhook-id"));
  EXPECT_GT(requests.size(), 50u);
  EXPECT_EQ(ids.size(), requests.size());
}

TEST_F(Journey, AnEventIsRetriedWithTheSameIdAndInOrder) {
  int failures = 2;
  std::string failedId;
  Receiver strict([&](const Received& request) {
    if (failures == 0) return 200;
    if (failedId.empty()) failedId = request.headers.at("webhook-id");
    EXPECT_EQ(request.headers.at("webhook-id"), failedId);
    --failures;
    return 503;
  });
  start(demo() + webhook("phone", strict.url()) + "sink.phone.retry.first = 10ms\n");
  strict.waitForBody("Print Done");
  stop();
  const auto all = topics(strict.received());
  EXPECT_THAT(std::vector<std::string>(all.begin(), all.begin() + 3), ::testing::Each("Print Started"));
  EXPECT_EQ(all.back(), "Print Done");
}

TEST_F(Journey, AFailingSinkDoesNotDelayAnother) {
  Receiver dead([](const Received&) { return 500; });
  start(demo() + webhook("dead", dead.url()) + webhook("phone", receiver_.url()));
  receiver_.waitForBody("Print Done");
  stop();
}

TEST_F(Journey, ARouteWithAFilterLimitsWhatItsSinkGets) {
  start(
      demo("source.mk3.tags = room2\n") + webhook("slack", receiver_.url()) +
      "transform.own.type = filter\ntransform.own.where = type = PrintDone\n"
      "route.farm.from = tag:room*\nroute.farm.events = Print*\nroute.farm.transforms = own\nroute.farm.to = slack\n");
  receiver_.waitForBody("Print Done");
  stop();
  EXPECT_THAT(topics(receiver_.received()), ::testing::ElementsAre("Print Done"));
}

TEST_F(Journey, StdoutPrintsOneCloudEventPerLine) {
  auto& daemon = start(demo() + "sink.out.type = stdout\n");
  auto line = daemon.waitForLine("PrintDone");
  line.erase(0, line.find('{'));  // a message of the other stream may be before it
  stop();
  EXPECT_EQ(jsonAt(line, "specversion"), R"("1.0")");
  EXPECT_EQ(jsonAt(line, "type"), R"("PrintDone")");
  EXPECT_EQ(jsonAt(line, "source"), R"("mk3")");
  EXPECT_FALSE(jsonAt(line, "data.payload.time").empty());
}

}  // namespace
}  // namespace herald::testing
