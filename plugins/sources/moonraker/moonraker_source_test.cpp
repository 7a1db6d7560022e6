// SPDX-License-Identifier: Apache-2.0
#include "moonraker_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "herald/testing/fake_feed.h"
#include "websocket/testing/push_server.h"

namespace herald::moonraker {
namespace {

using ::testing::HasSubstr;
using websocket::PushPeer;
using websocket::PushServer;

constexpr const char* kInfo = R"({"result":{"klippy_state":"ready","moonraker_version":"v0.11.0"}})";

/// Waits for a request that contains this text, and answers it.
void answer(PushPeer& peer, int id, const std::string& request, const std::string& result) {
  const std::string asked = peer.receive();
  EXPECT_THAT(asked, HasSubstr(request));
  EXPECT_THAT(asked, HasSubstr("\"id\":" + std::to_string(id) + "}"));
  peer.send(R"({"jsonrpc":"2.0","result":)" + result + ",\"id\":" + std::to_string(id) + "}");
}

/// The requests at the beginning of every connection.
void greet(PushPeer& peer, const std::string& status) {
  answer(peer, 1, "server.connection.identify", "{}");
  answer(peer, 2, "server.info", R"({"klippy_state":"ready"})");
  answer(peer, 3, "printer.objects.list", R"({"objects":["print_stats","filament_switch_sensor fs"]})");
  answer(peer, 4, R"("filament_switch_sensor fs":["filament_detected","enabled"])",
         R"({"eventtime":1.0,"status":)" + status + "}");
  peer.send(R"({"jsonrpc":"2.0","method":"notify_status_update","params":[{"print_stats":{"state":"complete"}},2.0]})");
  answer(peer, 5, "server.history.list", R"({"count":0,"jobs":[]})");
}

Outcome::Verdict listenTo(const std::string& url, test::FakeFeed& feed, std::string* why = nullptr) {
  MoonrakerSource source;
  source.configure(Settings(source.options(), {{"url", url + "/"}}), feed);
  try {
    source.run(feed);
  } catch (const Failure& failure) {
    if (why) *why = failure.what();
    return failure.verdict();
  }
  return Outcome::Verdict::Delivered;
}

TEST(MoonrakerSource, SubscribesAndReportsWhatCameBeforeTheLastAnswer) {
  test::FakeFeed feed;
  feed.host.network().answer(200, kInfo);
  feed.host.network().otherwise({200, {}, R"({"result":{"size":1000}})"});
  const PushServer server([](PushPeer& peer) {
    greet(peer, R"({"print_stats":{"state":"printing","filename":"a.gcode"},"webhooks":{"state":"ready"}})");
    peer.settle();
  });

  std::string why;
  EXPECT_EQ(listenTo(server.url(), feed, &why), Outcome::Verdict::Retry);

  EXPECT_THAT(why, HasSubstr("the push connection to Moonraker"));
  ASSERT_EQ(feed.events().size(), 2U);
  EXPECT_EQ(feed.events()[0].type, "PrintDone");
  EXPECT_EQ(feed.events()[1].type, "PrinterStateChanged");
  EXPECT_THAT(feed.connections().at(0), HasSubstr("Moonraker v0.11.0 at 127.0.0.1"));
}

TEST(MoonrakerSource, APrintDoesNotFailIfKlipperLeavesDuringTheSubscription) {
  test::FakeFeed feed;
  feed.save("printer", R"({"klippy":"ready","state":"printing","job":{"path":"a.gcode"}})");
  feed.host.network().answer(200, kInfo);
  feed.host.network().otherwise({200, {}, R"({"result":{"size":1000}})"});
  const PushServer server([](PushPeer& peer) {
    answer(peer, 1, "server.connection.identify", "{}");
    answer(peer, 2, "server.info", R"({"klippy_state":"ready"})");
    answer(peer, 3, "printer.objects.list", R"({"objects":["print_stats"]})");
    peer.receive();
    peer.send(R"({"jsonrpc":"2.0","error":{"code":503,"message":"Klippy Host not connected"},"id":4})");
    answer(peer, 5, "server.history.list", R"({"count":0,"jobs":[]})");
    peer.settle();
  });
  EXPECT_EQ(listenTo(server.url(), feed), Outcome::Verdict::Retry);
  EXPECT_THAT(feed.events(), ::testing::IsEmpty());
}

TEST(MoonrakerSource, HoldsIfMoonrakerWantsAKey) {
  test::FakeFeed feed;
  feed.host.network().answer(401, R"({"error":{"code":401,"message":"Unauthorized"}})");
  std::string why;
  EXPECT_EQ(listenTo("http://127.0.0.1:9", feed, &why), Outcome::Verdict::Hold);
  EXPECT_THAT(why, HasSubstr("set apiKey"));
}

TEST(MoonrakerSource, TriesAgainIfTheAnswerIsNotFromMoonraker) {
  test::FakeFeed feed;
  feed.host.network().answer(200, "<html>");
  EXPECT_EQ(listenTo("http://127.0.0.1:9", feed), Outcome::Verdict::Retry);
}

TEST(MoonrakerSource, RejectsAnAddressWithoutAHost) {
  test::FakeFeed feed;
  MoonrakerSource source;
  for (const char* url : {"mainsail.local", "ws://mainsail.local", "http://"})
    EXPECT_THROW(source.configure(Settings(source.options(), {{"url", url}}), feed), BadSettings) << url;
}

}  // namespace
}  // namespace herald::moonraker
