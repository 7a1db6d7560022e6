// SPDX-License-Identifier: Apache-2.0
// Runs what docs/other-languages.md shows.
#include <cstdlib>
#include <stdexcept>

#include "harness/daemon_fixture.h"
#include "harness/markdown.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::HasSubstr;

std::string block(const std::string& language, const std::string& heading) {
  return codeBelow(pageText("docs/other-languages.md"), heading, language);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("the page has no " + what);
  return text.replace(at, what.size(), by);
}

using OtherLanguages = DaemonTest;

TEST_F(OtherLanguages, AProgramReportsAnEventAndAnotherOneGetsIt) {
  const auto receive = folder_.write("receive.py", block("python", "## Get events"));
  const auto report = folder_.write("report.py", block("python", "## Report events"));
  Process receiver({"python3", receive, "0"});
  const auto port = receiver.waitForLine("port ").substr(5);

  auto config = block("properties", "# Plugins in other languages");
  config = replaced(config, "127.0.0.1:8585", "127.0.0.1:0");
  config = replaced(config, "127.0.0.1:8586", "127.0.0.1:" + port);
  const auto line = start(config).waitForLine("takes requests at ");
  const auto url = line.substr(line.find("http"));

  const auto ids = runToEnd({"python3", report, url});
  EXPECT_EQ(ids.code, 0) << ids.output;
  EXPECT_THAT(receiver.waitForLine("mk4"), HasSubstr("mk4 FilamentLow"));
}

}  // namespace
}  // namespace herald::testing
