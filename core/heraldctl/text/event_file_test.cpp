// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/event_file.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "herald/event.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core::ctl {
namespace {

TEST(EventFile, MayBeginWithAByteOrderMark) {
  const testing::TemporaryFolder folder;
  const auto path = folder.write("event.json", "\xEF\xBB\xBF{\"type\": \"PrintDone\"}\r\n");
  EXPECT_EQ(readEventFile(path.string()).event.type, "PrintDone");
}

TEST(EventFile, MayHaveAPicture) {
  EXPECT_EQ(parseEvent(R"({"type": "PrintDone", "snapshot": "/9j/2Q=="})").snapshot, "\xff\xd8\xff\xd9");
  EXPECT_TRUE(parseEvent(R"({"type": "PrintDone", "snapshot": true})").wantsDrawing);
  for (const std::string none : {R"({"type": "PrintDone", "snapshot": null})", R"({"type": "PrintDone"})"}) {
    EXPECT_EQ(parseEvent(none).snapshot, "");
    EXPECT_FALSE(parseEvent(none).wantsDrawing);
  }
  for (const std::string bad : {"1", "{}", "\"\"", "\"no Base64!\""}) {
    try {
      parseEvent(R"({"type": "PrintDone", "snapshot": )" + bad + "}");
      ADD_FAILURE() << bad;
    } catch (const std::runtime_error& wrong) {
      EXPECT_STREQ(wrong.what(), "the event's `snapshot` has to be true, null, or a JPEG in Base64");
    }
  }
}

TEST(EventFile, RefusesATimeThatNoClockCanHold) {
  const auto with = [](const std::string& time) { return parseEvent(R"({"type":"A","currentTime":)" + time + "}"); };
  EXPECT_EQ(toRfc3339(with("1588195498.25").event.time), "2020-04-29T21:24:58.250Z");
  for (const std::string time : {"9214646400", "1700000000000000", "1e300", "-1"}) {
    try {
      with(time);
      ADD_FAILURE() << time;
    } catch (const std::runtime_error& wrong) {
      EXPECT_STREQ(wrong.what(), "the event's `currentTime` has to be a time between 1970 and 2261, in Unix seconds");
    }
  }
}

TEST(EventFile, NamesACurlyQuote) {
  try {
    parseEvent("{“type”: 1}");
    FAIL();
  } catch (const std::runtime_error& bad) {
    EXPECT_STREQ(bad.what(), "the event is not valid JSON: curly quote “ (write \" instead) at line 1, column 2");
  }
}

}  // namespace
}  // namespace herald::core::ctl
