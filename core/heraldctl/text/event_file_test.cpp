// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/event_file.h"

#include <gtest/gtest.h>

#include <stdexcept>

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
