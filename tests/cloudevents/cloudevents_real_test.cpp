// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <stdexcept>

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

}  // namespace
}  // namespace herald::testing
