// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>

#include "testing_replay.h"

/// Messages of an OctoPrint, from files. Each folder of testcases has
///   push.txt    the script, see play(); the messages are recorded from the version that it names, or written by hand
///   events.txt  the events that Herald makes from it, see printing/testing/recorded.h
///   saved.json  what Herald had saved about the printer; optional
///   file.json   what OctoPrint's REST API answers about the file; optional
namespace herald::octoprint {
namespace {

namespace fs = std::filesystem;

using printing::textOf;

class Recorded : public ::testing::TestWithParam<std::string> {};

TEST_P(Recorded, BecomesExactlyTheseEvents) {
  const fs::path folder = fs::path(OCTOPRINT_TESTCASES) / GetParam();
  test::FakeFeed feed;
  feed.host.network().answer(200, kLogin);
  feed.host.network().otherwise({200, {}, fs::exists(folder / "file.json") ? textOf(folder / "file.json") : kLogin});
  if (fs::exists(folder / "saved.json")) feed.save("printer", textOf(folder / "saved.json"));

  replay(feed, linesOf(folder / "push.txt"));

  printing::expectEvents(feed.events(), linesOf(folder / "events.txt"));
  if (GetParam() != "garbage") printing::expectDeclared(feed.events(), OctoPrintSource().vocabulary());
}

INSTANTIATE_TEST_SUITE_P(Cases, Recorded, ::testing::ValuesIn(printing::casesIn(OCTOPRINT_TESTCASES)),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace herald::octoprint
