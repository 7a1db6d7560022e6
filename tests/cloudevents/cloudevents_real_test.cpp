// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

std::string variable(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

/// The Python that has the SDK; make_cloudevents.sh installs it.
std::string python() {
  const auto cache = variable("XDG_CACHE_HOME", variable("HOME", "") + "/.cache");
  const auto program = cache + "/herald/cloudevents-" + variable("HERALD_CLOUDEVENTS", "2.2.0") + "/bin/python";
  if (!std::filesystem::exists(program))
    throw std::runtime_error(program + " is missing: run tests/cloudevents/make_cloudevents.sh 2.2.0");
  return program;
}

using CloudEvents = DaemonTest;

TEST_F(CloudEvents, OfThePythonSdkArriveOnceInEveryMode) {
  auto& daemon = start("source.ce.type = http\nsource.ce.listen = 127.0.0.1:0\n" + webhook("phone", receiver_.url()) +
                       "sink.phone.events = *\nsink.phone.data = {\"extra\": \"@extra\", \"device\": \"@device\", "
                       "\"subject\": \"@cloudevent.subject\", \"severity\": \"@cloudevent.severity\", "
                       "\"id\": \"@originalId\", \"time\": \"@eventTime\"}\n");
  const auto line = daemon.waitForLine("takes requests at ");
  const auto sent = runToEnd({python(), HERALD_SOURCE "/tests/cloudevents/send.py", line.substr(line.find("http"))});
  EXPECT_EQ(sent.output, "202\n202\n202\n202\n202\n202\n");
  receiver_.waitFor(6);
  EXPECT_EQ(stop(), 0);
  std::vector<std::string> payloads;
  for (const auto& request : receiver_.received()) {
    payloads.emplace_back(jsonAt(request.body, "extra"));
    EXPECT_EQ(jsonToText(jsonAt(request.body, "device")), "/printers/mk4");
    EXPECT_EQ(jsonToText(jsonAt(request.body, "subject")), "Bänchy \"3\" 100% 😀.gcode");
    EXPECT_EQ(jsonToText(jsonAt(request.body, "severity")), "high");
    EXPECT_EQ(jsonToText(jsonAt(request.body, "time")), "2026-01-31T08:15:30.000Z");
    EXPECT_EQ(jsonToText(jsonAt(request.body, "id")), "made by the SDK " + std::to_string(payloads.size()));
  }
  EXPECT_THAT(payloads,
              ::testing::ElementsAre(R"({"name": "a.gcode"})", R"({"name": "b.gcode"})", R"({"data":"hot"})",
                                     R"({"data_base64":"/wA="})", R"({"name": "c.gcode"})", R"({"name": "c.gcode"})"));
}

/// The requests as the SDK reads them, one JSON object for each.
std::vector<std::string> readBySdk(const std::vector<Received>& requests, const TemporaryFolder& folder) {
  std::string lines;
  for (const auto& request : requests) {
    JsonObject headers;
    for (const auto& [name, value] : request.headers) headers.add(name, value);
    lines += JsonObject().addRaw("headers", headers.text()).add("body", request.body).text() + "\n";
  }
  const auto file = folder.write("requests", lines).string();
  const auto read = runToEnd({python(), HERALD_SOURCE "/tests/cloudevents/read.py", file});
  EXPECT_EQ(read.code, 0) << read.output;
  std::vector<std::string> events;
  std::istringstream output(read.output);
  for (std::string line; std::getline(output, line);) events.push_back(line);
  return events;
}

TEST_F(CloudEvents, OfTheWebhookAreReadByThePythonSdkInBothModes) {
  auto& daemon =
      start("source.ce.type = http\nsource.ce.listen = 127.0.0.1:0\n" + webhook("binary", receiver_.url() + "binary") +
            "sink.binary.format = cloudevents\n" + webhook("whole", receiver_.url() + "whole") +
            "sink.whole.format = cloudevents\nsink.whole.cloudevents.mode = structured\n");
  const auto line = daemon.waitForLine("takes requests at ");
  const std::string event = R"({"specversion":"1.0","id":"sent 1","source":"Prusa MK3 \u00e4","type":"PrintDone",)"
                            R"("subject":"B\u00e4nchy \"3\" 100% \ud83d\ude00.gcode","time":"2026-01-31T08:15:30Z",)"
                            R"("data":{"name":"a.gcode","size":7}})";
  const auto sent = runToEnd({python(), "-c",
                              "import sys, urllib.request; urllib.request.urlopen(urllib.request.Request(sys.argv[1], "
                              "sys.argv[2].encode(), {'Content-Type': 'application/cloudevents+json'}))",
                              line.substr(line.find("http")), event});
  EXPECT_EQ(sent.code, 0) << sent.output;
  const auto requests = receiver_.waitFor(2);
  EXPECT_EQ(stop(), 0);
  for (const std::string& read : readBySdk(requests, folder_)) {
    EXPECT_EQ(jsonToText(jsonAt(read, "specversion")), "1.0");
    EXPECT_EQ(jsonToText(jsonAt(read, "type")), "PrintDone");
    EXPECT_EQ(jsonToText(jsonAt(read, "source")), "Prusa%20MK3%20%C3%A4");
    EXPECT_EQ(jsonToText(jsonAt(read, "device")), "Prusa MK3 ä");
    EXPECT_EQ(jsonToText(jsonAt(read, "subject")), "Bänchy \"3\" 100% 😀.gcode");
    EXPECT_EQ(jsonToText(jsonAt(read, "time")), "2026-01-31T08:15:30+00:00");
    EXPECT_EQ(jsonToText(jsonAt(read, "datacontenttype")), "application/json");
    EXPECT_EQ(jsonAt(read, "data"), R"({"name": "a.gcode", "size": 7})");
    EXPECT_NE(jsonToText(jsonAt(read, "id")), "");
  }
}

}  // namespace
}  // namespace herald::testing
