// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/properties_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using Written = PropertiesDocument::Written;

TEST(PropertiesDocument, KeepsWhatNobodyChanges) {
  const std::string text = "# my sink\n\n  sink.a.type = x\nnonsense\r\n! note\nsink.a.data = {\\n\\\n}\n\n# end\n";
  PropertiesDocument document(text);
  EXPECT_EQ(document.text(), text);
  document.replace("sink.a.type", {"sink.a.type", "sink.a.type = y\n"});
  EXPECT_EQ(document.text(), "# my sink\n\n  sink.a.type = y\nnonsense\r\n! note\nsink.a.data = {\\n\\\n}\n\n# end\n");
  document.remove("sink.a.data");
  EXPECT_EQ(document.text(), "# my sink\n\n  sink.a.type = y\nnonsense\r\n! note\n\n# end\n");
}

TEST(PropertiesDocument, AddsBehindTheBlock) {
  PropertiesDocument document("sink.a.type = x\nsink.b.type = y");
  document.add("sink.a.", {{"sink.a.url", "sink.a.url = 1\n"}});
  document.add("sink.c.", {{"sink.c.type", "sink.c.type = z\n"}});
  EXPECT_EQ(document.text(), "sink.a.type = x\nsink.a.url = 1\nsink.b.type = y\n\nsink.c.type = z\n");
  EXPECT_THAT(document.under("sink.a."),
              ElementsAre(Written{"sink.a.type", "sink.a.type = x\n"}, Written{"sink.a.url", "sink.a.url = 1\n"}));
}

RC_GTEST_PROP(PropertiesDocument, OfAnyTextIsThatTextWithALineEnd, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('a', '.', ' ', '=', ':', '#', '!', '\\', '\n', '\r', '\xc3', '\xbc'));
  const auto again = PropertiesDocument(text).text();
  RC_ASSERT(PropertiesDocument(again).text() == again);
  RC_ASSERT(again == text || again == text + "\n" || text.ends_with('\r'));
}

}  // namespace
}  // namespace herald::core
