// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <latch>
#include <thread>

#include "harness/api_client.h"
#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kPhoneSecret = "s3cr3t-key-of-the-phone";

/// The console's API of a running daemon, over its Unix socket: hooks that nobody has saved.
class Trying : public DaemonTest {
 protected:
  struct Answer : ApiAnswer {
    std::string at(std::string_view path) const { return std::string(jsonAt(body, path)); }
    std::string text(std::string_view path) const { return jsonToText(jsonAt(body, path)); }
  };

  Answer ask(const std::string& method, const std::string& path, const std::string& body = {}) const {
    return {ApiClient(folder_.path() / "data" / "herald.sock").ask(method, path, body)};
  }

  std::string saved() {
    folder_.write("secret", kPhoneSecret);
    return demo() + webhook("phone", receiver_.url()) +
           "sink.phone.events = PrintDone\nsink.phone.headers.Authorization = Bearer @apiSecret\n"
           "sink.phone.apiSecret.file = secret\nsink.phone.data = {\"saved\": \"@message\"}\n";
  }

  /// The form of the hook `phone`, with what the test sets.
  static JsonObject values(const std::string& url) {
    return JsonObject()
        .add("type", "webhook")
        .add("url", url)
        .addRaw("events", R"(["PrintDone"])")
        .add("headers.Authorization", "Bearer @apiSecret")
        .addRaw("apiSecret", R"({"stored":true})")
        .add("message.PrintDone", "@job.file.name, not saved")
        .add("data", R"({"text": "@message"})");
  }

  static std::string form(const JsonObject& values, const std::string& event = R"({"type":"PrintDone"})") {
    return JsonObject()
        .add("name", "phone")
        .add("original", "phone")
        .addRaw("values", values.text())
        .addRaw("event", event)
        .text();
  }
};

TEST_F(Trying, SendsAnUnsavedHookWithTheStoredSecretAndSavesNothing) {
  start(saved());
  const auto before = receiver_.waitFor(1).size();
  const auto tested = ask("POST", "hooks/send-test", form(values(receiver_.url() + "unsaved")));
  ASSERT_EQ(tested.status, 200) << tested.body;
  EXPECT_EQ(tested.text("outcome"), "delivered") << tested.body;
  EXPECT_EQ(tested.text("advice"), "");
  EXPECT_EQ(tested.text("exchanges.0.request.url"), receiver_.url() + "unsaved");
  EXPECT_EQ(tested.at("exchanges.0.response.status"), "200");
  EXPECT_THAT(tested.body, AllOf(Not(HasSubstr(kPhoneSecret)), HasSubstr("Bearer ***")));
  const auto got = receiver_.waitFor(before + 1).back();
  EXPECT_EQ(got.headers.at("authorization"), "Bearer " + kPhoneSecret);
  EXPECT_EQ(got.body, R"({"text":"example.gcode, not saved"})");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data" / "conf.d"));
  EXPECT_THAT(ctl({"status"}).output, HasSubstr("1 delivered")) << "a test is not counted";
}

TEST_F(Trying, SaysWhatIsWrongAtItsFieldAndSendsNothing) {
  start(saved());
  const auto before = receiver_.waitFor(1).size();
  auto wrong = values(receiver_.url()).add("timeout", "soon").add("retrys", "1").add("data", "{\n  \"a\": @b\n}");
  const auto checked = ask("POST", "hooks/check", form(wrong));
  EXPECT_EQ(checked.status, 200);
  std::map<std::string, std::string> places;
  for (const auto fault : jsonElements(jsonAt(checked.body, "errors")))
    places[jsonToText(jsonAt(fault, "key"))] = std::string(jsonAt(fault, "line"));
  EXPECT_TRUE(places.contains("timeout")) << checked.body;
  EXPECT_TRUE(places.contains("retrys")) << checked.body;
  EXPECT_EQ(places["data"], "2") << checked.body;
  EXPECT_EQ(ask("POST", "hooks/send-test", form(wrong)).status, 422);
  EXPECT_EQ(receiver_.received().size(), before);
}

TEST_F(Trying, ThePreviewStaysAliveAtEachKeyStroke) {
  start(saved());
  const std::string whole =
      "{\n  \"text\": \"@message: \\\"@{job.file.name|no file}\\\"\",\n  \"list\": [1, {\"deep\": true}]\n}";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const auto typed = whole.substr(0, size);
    const auto preview = ask("POST", "hooks/preview", form(values("http://192.0.2.1/hook").add("data", typed)));
    ASSERT_EQ(preview.status, 200) << typed << "\n" << preview.body;
    EXPECT_EQ(preview.text("exchanges.0.request.url"), "http://192.0.2.1/hook") << typed << "\n" << preview.body;
    if (size == whole.size()) {
      EXPECT_EQ(preview.at("errors"), "[]");
      EXPECT_EQ(preview.at("wouldSend"), "true") << preview.body;
      EXPECT_THAT(preview.text("exchanges.0.request.body"),
                  HasSubstr("example.gcode, not saved: \\\"example.gcode\\\""));
    }
  }
  const std::string message = "@{job.file.name|no file} is @topic, me@example.com";
  for (std::size_t size = 0; size <= message.size(); ++size) {
    const auto typed = message.substr(0, size);
    const auto preview =
        ask("POST", "hooks/preview", form(values("http://192.0.2.1/hook").add("message.PrintDone", typed)));
    ASSERT_EQ(preview.status, 200) << typed << "\n" << preview.body;
    EXPECT_EQ(preview.text("exchanges.0.request.url"), "http://192.0.2.1/hook") << typed << "\n" << preview.body;
  }
  const std::string url = "https://example.com/@device/@{job.file.name}?q=1";
  for (std::size_t size = 0; size <= url.size(); ++size)
    EXPECT_EQ(ask("POST", "hooks/preview", form(values(url.substr(0, size)))).status, 200) << url.substr(0, size);
}

TEST_F(Trying, ThePreviewSaysWhyAnEventWouldNotBeSent) {
  start(saved());
  const auto other = ask("POST", "hooks/preview", form(values("http://192.0.2.1/"), R"({"type":"PrintFailed"})"));
  EXPECT_EQ(other.at("wouldSend"), "false");
  EXPECT_EQ(other.text("why"), "Not sent: `events` does not select PrintFailed, and no route leads it here.");
  EXPECT_EQ(other.text("exchanges.0.request.url"), "http://192.0.2.1/");
  const auto off = ask("POST", "hooks/preview", form(values("http://192.0.2.1/").add("enabled", "false")));
  EXPECT_EQ(off.text("why"), "Not sent: the hook is switched off.");
}

TEST_F(Trying, ReachesNoLinkLocalAddress) {
  Receiver moved([](const Received&) { return Reply(302, "", {{"Location", "http://169.254.169.254/latest"}}); });
  start(saved());
  for (const char* url : {"http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "http://2852039166/"}) {
    const auto tested = ask("POST", "hooks/send-test", form(values(url)));
    EXPECT_EQ(tested.text("outcome"), "hold") << tested.body;
    EXPECT_THAT(tested.text("reason"), HasSubstr("link-local")) << url;
  }
  const auto redirected = ask("POST", "hooks/send-test", form(values(moved.url())));
  EXPECT_EQ(redirected.text("outcome"), "hold") << redirected.body;
  EXPECT_EQ(redirected.text("advice"), "The receiver has another address now. Change the URL.");
  EXPECT_EQ(moved.received().size(), 1U);
}

TEST_F(Trying, ATestDoesNotDelayAStop) {
  std::latch asked(1), end(1);
  Receiver slow([&](const Received&) {
    asked.count_down();
    end.wait();
    return 200;
  });
  start(saved());
  std::string reason;
  std::jthread tester(
      [&] { reason = ask("POST", "hooks/send-test", form(values(slow.url()).add("timeout", "1h"))).text("reason"); });
  asked.wait();
  EXPECT_EQ(stop(), 0);
  end.count_down();
  tester.join();
  EXPECT_THAT(reason, HasSubstr("Herald is stopping"));
}

TEST_F(Trying, ShowsTheTokenCallAndMasksTheToken) {
  Receiver server([](const Received& request) {
    if (request.path != "/token") return Reply(200, "ok");
    return Reply(200, R"({"access_token":"t0ken-of-this-test","token_type":"Bearer","expires_in":60})");
  });
  start(demo());
  const auto hook = JsonObject()
                        .add("type", "oauth_webhook")
                        .add("url", server.url() + "hook")
                        .add("headers.Authorization", "Bearer @access_token")
                        .add("oauth.url", server.url() + "token")
                        .add("oauth.data", R"({"client_secret":"secret-of-the-client"})");
  const auto body = JsonObject().add("name", "new").addRaw("original", "null").addRaw("values", hook.text()).text();
  const auto tested = ask("POST", "hooks/send-test", body);
  ASSERT_EQ(tested.status, 200) << tested.body;
  EXPECT_EQ(tested.text("exchanges.0.purpose"), "token");
  EXPECT_EQ(tested.text("exchanges.1.purpose"), "delivery");
  EXPECT_EQ(tested.text("outcome"), "delivered") << tested.body;
  EXPECT_THAT(tested.body, AllOf(Not(HasSubstr("t0ken-of-this-test")), Not(HasSubstr("secret-of-the-client"))));
  EXPECT_EQ(server.waitForPath("/hook").headers.at("authorization"), "Bearer t0ken-of-this-test");
}

TEST_F(Trying, OffersPastEventsAndExamples) {
  start(saved());
  receiver_.waitFor(1);
  const auto recent = ask("GET", "events/recent?type=PrintDone&limit=5");
  ASSERT_EQ(recent.status, 200) << recent.body;
  EXPECT_EQ(recent.at("events.0.example"), "false") << recent.body;
  EXPECT_EQ(recent.text("events.0.device"), "mk3");
  EXPECT_EQ(recent.at("events.1.example"), "true") << recent.body;
  const auto id = recent.text("events.0.id");
  const auto preview =
      ask("POST", "hooks/preview", form(values("http://192.0.2.1/"), JsonObject().add("id", id).text()));
  EXPECT_EQ(preview.at("wouldSend"), "true") << preview.body;
  EXPECT_EQ(ask("POST", "hooks/preview", form(values("http://192.0.2.1/"), R"({"id":"gone"})")).status, 404);
}

TEST_F(Trying, KnowsTheTypesAndThePresets) {
  start(demo());
  const auto types = ask("GET", "types?kind=sink");
  ASSERT_EQ(types.status, 200);
  std::map<std::string, std::string> common;
  for (const auto type : jsonElements(jsonAt(types.body, "types"))) {
    if (jsonToText(jsonAt(type, "type")) != "webhook") continue;
    for (const auto option : jsonElements(jsonAt(type, "options")))
      common[jsonToText(jsonAt(option, "name"))] = std::string(jsonAt(option, "common"));
  }
  for (const char* name : {"url", "data", "events", "message"}) EXPECT_EQ(common[name], "true") << name;
  for (const char* name : {"tls.verify", "retry.first"}) EXPECT_EQ(common[name], "false") << name;
  const auto presets = ask("GET", "presets");
  ASSERT_EQ(presets.status, 200);
  EXPECT_THAT(presets.body, AllOf(HasSubstr("\"title\":\"Home Assistant\""), HasSubstr("\"fields\":[\"url\"]")));
  EXPECT_THAT(ask("GET", "plugins").body, HasSubstr("\"type\":\"oauth_webhook\""));
}

}  // namespace
}  // namespace herald::testing
