// SPDX-License-Identifier: Apache-2.0
#include "herald/temporary.h"

#include <gtest/gtest.h>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include "herald/http.h"
#include "herald/json.h"
#include "herald/sink.h"
#include "herald/text.h"
#include "herald/variables.h"

namespace herald {
namespace {

template <typename Text>
concept GivesAValue = requires(Text&& text) {
  jsonAt(std::forward<Text>(text), "a");
};
template <typename Text>
concept GivesMembers = requires(Text&& text) {
  jsonMembers(std::forward<Text>(text));
};
template <typename Text>
concept GivesElements = requires(Text&& text) {
  jsonElements(std::forward<Text>(text));
};
template <typename Text>
concept GivesAPart = requires(Text&& text) {
  withoutMark(std::forward<Text>(text));
  withoutEdges(std::forward<Text>(text));
};
template <typename Headers>
concept GivesAHeader = requires(Headers&& headers) {
  headerValue(std::forward<Headers>(headers), "a");
};

template <typename Text>
constexpr bool givesViews = GivesAValue<Text>&& GivesMembers<Text>&& GivesElements<Text>&& GivesAPart<Text>;
template <typename Text>
constexpr bool givesNoView = !GivesAValue<Text> && !GivesMembers<Text> && !GivesElements<Text> && !GivesAPart<Text>;

// Views into what lasts.
static_assert(givesViews<std::string&> && givesViews<const std::string&> && givesViews<std::string_view>);
static_assert(givesViews<const char (&)[3]> && givesViews<const char*>);
static_assert(GivesAHeader<HttpHeaders&> && GivesAHeader<const HttpHeaders&>);
static_assert(std::constructible_from<Variables, const Event&> && std::constructible_from<Variables, const Attempt&>);

// None into what ends.
static_assert(givesNoView<std::string> && givesNoView<const std::string>);
static_assert(!GivesAHeader<HttpHeaders> && !GivesAHeader<const HttpHeaders>);
static_assert(!std::constructible_from<Variables, Event> && !std::constructible_from<Variables, Attempt>);

TEST(TemporaryTest, ATextWithANameGivesViews) {
  const std::string json = R"({"a":[1]})";
  EXPECT_EQ(jsonAt(json, "a.0"), "1");
  EXPECT_EQ(jsonAt(R"({"a":2})", "a"), "2");
}

}  // namespace
}  // namespace herald
