// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/offers_text.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Each member has a value of its own, other than the default.
Library::Offer fullOffer(const std::string& type) {
  return {.type = type,
          .kind = "sink",
          .options = {{.name = "pace",
                       .type = Type::Duration,
                       .fallback = "1s",
                       .help = "How \"fast\": ü, \\ and a\nbreak.",
                       .required = true,
                       .choices = {"a", "b,c"},
                       .least = "100ms",
                       .most = "1h",
                       .formerly = {"speed"},
                       .common = true},
                      {.name = "on", .type = Type::TemplateMap}},
          .manifestName = "sink/" + type,
          .summary = "Sends it."};
}

TEST(OffersText, KeepsEverythingOfAnOffer) {
  const std::vector<Library::Offer> offers{fullOffer("one"), fullOffer("two"), {.type = "bare", .kind = "source"}};
  const auto text = offersText(offers);
  EXPECT_EQ(offersFrom(text), offers);
  EXPECT_THAT(text, Not(HasSubstr("\n"))) << "it is one line";
}

TEST(OffersText, NothingIsNoOffer) {
  EXPECT_EQ(offersText({}), "[]");
  EXPECT_THAT(offersFrom("[]"), IsEmpty());
  EXPECT_THAT(offersFrom("+"), IsEmpty());
}

}  // namespace
}  // namespace herald::core
