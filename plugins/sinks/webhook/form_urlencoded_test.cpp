// SPDX-License-Identifier: Apache-2.0
#include "form_urlencoded.h"

#include <gtest/gtest.h>

namespace herald::webhook {
namespace {

TEST(FormEncoded, WritesEachKindOfValueAsText) {
  EXPECT_EQ(formEncoded(R"({"s":"a b","n":1.50,"t":true,"o":{"k":[1]},"e":"","ä":"ü & = +"})"),
            "s=a+b&n=1.50&t=true&o=%7B%22k%22%3A%5B1%5D%7D&e=&%C3%A4=%C3%BC+%26+%3D+%2B");
}

TEST(FormEncoded, LeavesOutNull) { EXPECT_EQ(formEncoded(R"({"a":null,"b":1,"c":null})"), "b=1"); }

TEST(FormEncoded, IsEmptyForAnEmptyObject) { EXPECT_EQ(formEncoded("{}"), ""); }

TEST(WithQuery, PutsTheQueryAfterTheUrlsOwnAndBeforeTheFragment) {
  struct {
    const char *url, *expected;
  } const kCases[] = {
      {"http://h/p", "http://h/p?q=1"},         {"http://h/p?a=b", "http://h/p?a=b&q=1"},
      {"http://h/p?", "http://h/p?q=1"},        {"http://h/p?a=b&", "http://h/p?a=b&q=1"},
      {"http://h/p#f", "http://h/p?q=1#f"},     {"http://h/p?a=b#f", "http://h/p?a=b&q=1#f"},
      {"http://h/p#f?x", "http://h/p?q=1#f?x"},
  };
  for (const auto& given : kCases) EXPECT_EQ(withQuery(given.url, "q=1"), given.expected);
}

TEST(WithQuery, ChangesNothingIfTheQueryIsEmpty) { EXPECT_EQ(withQuery("http://h/p#f", ""), "http://h/p#f"); }

}  // namespace
}  // namespace herald::webhook
