// SPDX-License-Identifier: Apache-2.0
#include "engine/config/property_text.h"

#include <Poco/AutoPtr.h>
#include <Poco/String.h>
#include <Poco/Util/PropertyFileConfiguration.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "engine/config/properties.h"

namespace herald::core {
namespace {

/// The value that Herald reads from the text, if it is one property without a problem.
std::string readBack(const std::string& text) {
  const auto read = parseProperties(text, "f");
  if (read.properties.size() != 1 || !read.problems.empty()) return "not one property:\n" + text;
  return read.properties[0].value;
}

std::string pocoReadsBack(const std::string& text) {
  std::istringstream stream(text);
  return Poco::AutoPtr<Poco::Util::PropertyFileConfiguration>(new Poco::Util::PropertyFileConfiguration(stream))
      ->getRawString("a");
}

/// What an address, a template and a script may hold, and what means something to the grammar.
rc::Gen<std::string> anyValue() {
  const auto piece =
      rc::gen::element<std::string>(" ", "  ", "\t", "\\", "\\\\", "=", ":", "#", "!", "\n", "\r\n", "\r", "${", "}",
                                    "${a:-", "n", "u00e9", "x41", "t", "\"", "ü", "→", "a", "\f");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
    std::string text;
    for (const auto& one : pieces) text += one;
    return text;
  });
}

RC_GTEST_PROP(PropertyText, IsReadAsItWasExceptItsEdges, ()) {
  const auto value = *anyValue();
  const auto wanted = Poco::trim(value);
  RC_ASSERT(readBack(propertyText("a", value)) == wanted);
  RC_ASSERT(pocoReadsBack(propertyText("a", value)) == wanted);
  RC_ASSERT(readBack("a = " + propertyValue(value) + "\n") == wanted);
}

RC_GTEST_PROP(PropertyText, LeavesTheNextPropertyAlone, ()) {
  const auto text = propertyText("a", *anyValue()) + "b = 1\n";
  const auto read = parseProperties(text, "f").properties;
  RC_ASSERT(read.size() == 2U);
  RC_ASSERT(read[1].value == "1");
}

TEST(PropertyText, GivesEachLineALineOfItsOwn) {
  EXPECT_EQ(propertyText("a", "{\n  \"b\": \"\\n\"\n}\n"), "a = {\\n\\\n  \"b\": \"\\\\n\"\\n\\\n}\n");
  EXPECT_EQ(propertyText("a", ""), "a =\n");
}

TEST(PropertyText, OfSeveralLinesLosesNoBackslash) {
  EXPECT_FALSE(parseProperties(propertyText("a", "{\n\"b\": \"\\d\"\n}"), "f").properties.at(0).lostBackslash);
}

TEST(PropertyText, KnowsWhatCannotBeAProperty) {
  EXPECT_EQ(whyNoProperty("headers.Accept", "a\nb"), "");
  for (const std::string key : {"", " a", "a ", "a=b", "a:b", "a\\b", "a\nb", ".a", "a."})
    EXPECT_THAT(whyNoProperty(key, ""), ::testing::StartsWith("cannot be a key")) << key;
  EXPECT_EQ(whyNoProperty("a", std::string("\0", 1)), "has a NUL byte: write text");
  EXPECT_EQ(whyNoProperty("a", "\xFC"), "has a byte that is not UTF-8: write text in UTF-8");
}

}  // namespace
}  // namespace herald::core
