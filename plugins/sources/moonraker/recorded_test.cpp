// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "moonraker_words.h"
#include "testing_status.h"

/// Messages of a Moonraker, from files. Each folder of testcases has
///   push.txt       the script, see play()
///   events.txt     the events that Herald makes from it, see printing/testing/recorded.h. A case without a
///                  PrinterStateChanged does not want this event.
///   saved.json     what Herald had saved about the printer; optional
///   metadata.json  what Moonraker knows about the file; optional
namespace herald::moonraker {
namespace {

namespace fs = std::filesystem;

using printing::linesOf;
using printing::textOf;

class RecordedMoonraker : public ::testing::TestWithParam<std::string> {};

TEST_P(RecordedMoonraker, BecomesExactlyTheseEvents) {
  const fs::path folder = fs::path(MOONRAKER_TESTCASES) / GetParam();
  test::FakeFeed feed;
  if (textOf(folder / "events.txt").find("PrinterStateChanged") == std::string::npos) {
    const std::vector<std::string> all = moonrakerWords().events;
    std::set<std::string, std::less<>> wanted(all.begin(), all.end());
    wanted.erase("PrinterStateChanged");
    feed.wantEvents(wanted);
  }
  if (fs::exists(folder / "saved.json")) feed.save("printer", textOf(folder / "saved.json"));

  play(feed, linesOf(folder / "push.txt"), textOf(folder / "metadata.json"));

  printing::expectEvents(feed.events(), linesOf(folder / "events.txt"));
  printing::expectDeclared(feed.events(), moonrakerWords());
}

INSTANTIATE_TEST_SUITE_P(Cases, RecordedMoonraker, ::testing::ValuesIn(printing::casesIn(MOONRAKER_TESTCASES)),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace herald::moonraker
