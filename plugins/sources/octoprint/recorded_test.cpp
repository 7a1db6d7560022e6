#include <gtest/gtest.h>

#include <filesystem>

#include "testing_replay.h"

/// Messages that an OctoPrint sent, from files. A folder of testcases holds
///   push.txt    the script, see play(); what is not by hand was recorded from the version that it names
///   events.txt  the events that Herald makes of it, see testing_recorded.h
///   saved.json  what Herald knew of the printer before, if it did
///   file.json   what OctoPrint's REST API says of the file, if it does
namespace herald::octoprint {
namespace {

namespace fs = std::filesystem;

using common::textOf;

class Recorded : public ::testing::TestWithParam<std::string> {};

TEST_P(Recorded, BecomesExactlyTheseEvents) {
  const fs::path folder = fs::path(OCTOPRINT_TESTCASES) / GetParam();
  test::FakeFeed feed;
  feed.host.network().answer(200, kLogin);
  feed.host.network().otherwise({200, {}, fs::exists(folder / "file.json") ? textOf(folder / "file.json") : kLogin});
  if (fs::exists(folder / "saved.json")) feed.save("printer", textOf(folder / "saved.json"));

  replay(feed, linesOf(folder / "push.txt"));

  common::expectEvents(feed.events(), linesOf(folder / "events.txt"));
}

INSTANTIATE_TEST_SUITE_P(Cases, Recorded, ::testing::ValuesIn(common::casesIn(OCTOPRINT_TESTCASES)),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace herald::octoprint
