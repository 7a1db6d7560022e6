// SPDX-License-Identifier: Apache-2.0
// Presets against real services, Synapse and Apprise, and against the validators of Microsoft and Slack.
#include <thread>

#include "harness/daemon_fixture.h"
#include "harness/patience.h"
#include "herald/base64.h"
#include "herald/json.h"
#include "services/synapse.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string text(std::string_view json, const std::string& path) { return jsonToText(jsonAt(json, path)); }

class Services : public DaemonTest {
 protected:
  /// Sends a test event through the sink `it`, which has these options.
  Finished send(const std::string& options) {
    configure(options);
    return ctl({"test", "it"});
  }

  /// The picture of a test event.
  std::string picture() {
    Receiver receiver;
    configure("sink.it.type = webhook\nsink.it.url = " + receiver.url() + "\nsink.it.contentType = IMAGE\n");
    EXPECT_EQ(ctl({"test", "it"}).code, 0);
    return receiver.waitFor(1).front().body;
  }

  /// What a validator says against a part of the data that a preset sends.
  Finished check(const std::string& validator, const std::string& options, const std::string& path) {
    const auto file =
        folder_.write("event.json", R"({"type": "PrintFailed", "device": "MK3", "context": {"job": {"file":
        {"name": "benchy.gcode"}}, "progress": {"completion": 42, "printTimeLeft": 4320}}})");
    configure(options + "sink.it.events = *\n");
    const auto shown = ctl({"render", "--sink", "it", "--event", file.string(), "--secrets"});
    std::string data;
    for (const auto request : jsonElements(shown.output))
      if (text(request, "purpose") == "delivery") data = text(request, "body");
    const auto document = folder_.write("document.json", std::string(jsonAt(data, path))).string();
    return runToEnd({"sh", "-c", "exec \"$0\" \"$1\" \"$2\" <\"$3\"", pythonOfServices(),
                     HERALD_SOURCE "/tests/services/check.py", validator, document});
  }
};

class Matrix : public Services {
 protected:
  static std::string sink(const Synapse& synapse, const std::string& more = {}) {
    return "sink.it.preset = matrix\nsink.it.variables.server = " + synapse.url() +
           "\nsink.it.apiSecret = " + synapse.token() + "\nsink.it.variables.room = " + synapse.room() + "\n" + more;
  }

  /// The same options, one of them with another value.
  static std::string with(const std::string& options, const std::string& key, const std::string& value) {
    const auto begin = options.find(key + " = ") + key.size() + 3;
    return options.substr(0, begin) + value + options.substr(options.find('\n', begin));
  }
};

TEST_F(Matrix, TakesThePictureByteByByte) {
  const auto expected = picture();
  Synapse synapse;
  const auto sent = send(sink(synapse, "sink.it.variables.link = http://octopi.local\n"));
  EXPECT_EQ(sent.code, 0) << sent.output;
  const auto message = synapse.lastMessage();
  EXPECT_EQ(text(message, "msgtype"), "m.image") << message;
  EXPECT_THAT(text(message, "body"), AllOf(StartsWith("✅ "), HasSubstr("\nhttp://octopi.local")));
  EXPECT_EQ(text(message, "info.size"), std::to_string(expected.size()));
  EXPECT_EQ(synapse.media(text(message, "url")), expected);
}

TEST_F(Matrix, GetsThePictureOfTheCameraFromADaemon) {
  Synapse synapse;
  start(demo(sink(synapse, "sink.it.events = PrintDone\n")));
  std::string message;
  for (const auto end = Clock::now() + kPatience; message.empty() && Clock::now() < end; std::this_thread::yield())
    if (const auto last = synapse.lastMessage(); text(last, "msgtype") == "m.image") message = last;
  EXPECT_THAT(text(message, "body"), StartsWith("✅ mk3: benchy.gcode is done.\nafter "));
  const auto sent = synapse.media(text(message, "url"));
  EXPECT_THAT(sent, StartsWith("\xFF\xD8"));
  EXPECT_EQ(text(message, "info.size"), std::to_string(sent.size()));
  EXPECT_EQ(stop(), 0);
}

TEST_F(Matrix, GetsTheTextIfThePictureIsTooLarge) {
  Synapse synapse({.upload = 100});
  const auto sent = send(sink(synapse));
  EXPECT_EQ(sent.code, 0) << sent.output;
  EXPECT_THAT(sent.output, HasSubstr("413"));
  EXPECT_EQ(text(synapse.lastMessage(), "msgtype"), "m.text");
}

TEST_F(Matrix, SaysWhatIsWrongInItsOwnWay) {
  Synapse synapse({.messages = 2});
  const auto options = sink(synapse, "sink.it.snapshot = false\n");
  EXPECT_THAT(send(with(options, "sink.it.apiSecret", "wrong")).output, HasSubstr("\nhold: "));
  EXPECT_THAT(send(with(options, "sink.it.variables.room", "!none:localhost")).output, HasSubstr("\nrejected: "));
  EXPECT_EQ(send(options).code, 0);
  EXPECT_THAT(send(options).output, ContainsRegex("\nretry: [^\n]*429[^\n]*asks Herald to wait [0-9]+ ms"));
}

TEST_F(Services, AppriseTakesThePictureByteByByte) {
  const auto expected = picture();
  Receiver target;
  const auto address = target.url().substr(std::string("http://").size());
  Process door({pythonOfServices(), HERALD_SOURCE "/tests/services/apprise_door.py", "json://" + address});
  const auto line = door.waitForLine("listens at ");
  const auto url = line.substr(line.find("http"));
  const auto sent = send("sink.it.preset = apprise\nsink.it.url = " + url + "/notify/herald\n");
  EXPECT_EQ(sent.code, 0) << sent.output;
  const auto got = target.waitFor(1).front().body;
  EXPECT_EQ(text(got, "type"), "success") << got;
  EXPECT_THAT(text(got, "message"), HasSubstr("is done"));
  EXPECT_EQ(text(got, "attachments.0.filename"), "snapshot.jpg");
  EXPECT_EQ(fromBase64(text(got, "attachments.0.base64")), expected);
  const auto lost = send("sink.it.preset = apprise\nsink.it.url = " + url + "/notify/nobody\n");
  EXPECT_THAT(lost.output, HasSubstr("\nhold: ")) << "204 means that nobody got it";
}

TEST_F(Services, MicrosoftsSchemaTakesTheCard) {
  const std::string teams = "sink.it.preset = teams\nsink.it.url = http://x\n";
  for (const std::string link : {"", "sink.it.variables.link = http://octopi.local\n"})
    EXPECT_EQ(check("adaptive-card", teams + link, "attachments.0.content").output, "");
  EXPECT_NE(check("adaptive-card", teams + "sink.it.data = {\"c\": {\"type\": \"Card\", \"version\": \"1.4\"}}\n", "c")
                .output,
            "");
}

TEST_F(Services, SlacksBlocksTakeTheMessage) {
  for (const std::string preset :
       {"sink.it.preset = slack\nsink.it.url = http://x\n",
        "sink.it.preset = slack_bot\nsink.it.apiSecret = x\nsink.it.variables.channel = C1\n"}) {
    for (const std::string link : {"", "sink.it.variables.link = http://octopi.local\n"})
      EXPECT_EQ(check("block-kit", preset + link, "blocks").output, "");
    EXPECT_NE(check("block-kit", preset + R"(sink.it.data = {"b": [{"type": "section"}]})" + "\n", "b").output, "");
  }
}

}  // namespace
}  // namespace herald::testing
