// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "harness/daemon_fixture.h"
#include "harness/ports.h"

namespace herald::testing {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string schemathesis() {
  const auto cache = environment("XDG_CACHE_HOME");
  const auto program = (cache.empty() ? environment("HOME") + "/.cache" : cache) + "/herald/schemathesis/bin/python";
  if (!std::filesystem::exists(program)) {
    throw std::runtime_error(program + " is missing: run tests/api/make_schemathesis.sh");
  }
  return program;
}

class ApiDocument : public DaemonTest {};

// `live` has no end. A new printer is looked for in the network. The server allows 100 requests a second.
TEST_F(ApiDocument, HasEveryAnswerAndNoneIsAFaultOfTheServer) {
  const int port = freePort();
  const auto address = "http://127.0.0.1:" + std::to_string(port);
  start("admin.listen = 127.0.0.1:" + std::to_string(port) + "\nadmin.token = s3cret\n" + demo() +
        webhook("phone", receiver_.url()));
  receiver_.waitForBody("Print Done");
  const std::string command =
      "cd \"$0\" && curl -s --oauth2-bearer s3cret \"$2/api/v1/openapi.json\" >document.json && exec \"$1\" -m "
      "schemathesis.cli run document.json --url \"$2\" --header 'Authorization: Bearer s3cret' --exclude-path "
      "/api/v1/live --exclude-path-regex '^/api/v1/printers' --exclude-checks "
      "positive_data_acceptance "
      "--phases coverage,fuzzing --max-examples 5 --seed 1 --rate-limit 90/s --no-color";
  const auto finished = runToEnd({"sh", "-c", command, folder_.path().string(), schemathesis(), address});
  EXPECT_EQ(finished.code, 0) << finished.output;
  EXPECT_EQ(stop(), 0);
}

}  // namespace
}  // namespace herald::testing
