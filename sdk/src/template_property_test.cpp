// SPDX-License-Identifier: Apache-2.0
// No value of a variable can change the structure of the text that it goes into.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "herald/json.h"
#include "herald/template.h"

namespace herald {
namespace {

// Any text; characters with a meaning somewhere are more frequent.
rc::Gen<std::string> anyText() {
  return rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::elementOf(std::string("@{}|.\"\\\r\n\t,:[]/?#&=%+ -_ax0")), rc::gen::inRange<char>(1, 127)));
}

std::string render(std::string_view text, Place place, const std::string& value) {
  const auto raw = jsonQuote(value);
  return Template(text, place).render([&](std::string_view path) {
    return path == "v" ? std::string_view(raw) : path == "evil" ? std::string_view(R"("EVIL")") : std::string_view();
  });
}

RC_GTEST_PROP(TemplateProperty, NoValueIsLookedAtAgain, ()) {
  const auto value = *anyText();
  RC_ASSERT(render("<@v|@{v}|@{nope|@evil}>", Place::Text, value) == "<" + value + "|" + value + "|@evil>");
}

RC_GTEST_PROP(TemplateProperty, NoValueAddsAHeader, ()) {
  const auto header = render("Bearer @v", Place::Header, *anyText());
  RC_ASSERT(header.starts_with("Bearer "));
  RC_ASSERT(std::ranges::none_of(header, [](char c) { return (c < 0x20 && c != '\t') || c == 0x7F; }));
}

RC_GTEST_PROP(TemplateProperty, NoValueLeavesItsPartOfAUrl, ()) {
  const auto value = *anyText();
  const auto url = render("http://h/@v/x?q=@v#@v", Place::Url, value);
  const auto part = render("@{nope}@v", Place::Url, value);
  RC_ASSERT(url == "http://h/" + part + "/x?q=" + part + "#" + part);
  RC_ASSERT(part.find_first_of("/?#&=+:@[]{}\\\" \r\n\t|") == std::string::npos);
}

RC_GTEST_PROP(TemplateProperty, NoBaseAddressBreaksTheRequestLine, ()) {
  const auto url = render("@v/x", Place::Url, "http://" + *anyText());
  RC_ASSERT(std::ranges::none_of(url, [](char c) { return c <= 0x20 || c == 0x7F; }));
}

RC_GTEST_PROP(TemplateProperty, NoValueAddsAJsonMember, ()) {
  const auto value = *anyText();
  const auto json = render(R"({"a":"@v","b":["x @v y",{"c":"@{v}"}],"d":"@v-z"})", Place::Json, value);
  RC_ASSERT(jsonError(json) == "");
  RC_ASSERT(jsonMembers(json).size() == 3u);
  RC_ASSERT(jsonElements(jsonAt(json, "b")).size() == 2u);
  RC_ASSERT(jsonMembers(jsonAt(json, "b.1")).size() == 1u);
  RC_ASSERT(jsonAt(json, "a") == jsonQuote(value));
  RC_ASSERT(jsonToText(jsonAt(json, "b.0")) == "x " + value + " y");
  RC_ASSERT(jsonToText(jsonAt(json, "b.1.c")) == value);
  RC_ASSERT(jsonToText(jsonAt(json, "d")) == value + "-z");
}

RC_GTEST_PROP(TemplateProperty, EveryTextCompilesOrSaysWhyNot, ()) {
  const auto text = *anyText();
  for (const auto place : {Place::Text, Place::Url, Place::Header, Place::Json}) {
    try {
      Template(text, place).render([](std::string_view) { return std::string_view("1"); });
    } catch (const BadTemplate& error) {
      RC_ASSERT(std::string(error.what()) != "");
    }
  }
}

}  // namespace
}  // namespace herald
