// SPDX-License-Identifier: Apache-2.0
#include "engine/state/fields.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

TEST(Fields, hold_any_bytes) {
  const std::string odd("a:1\0\xff\n3:", 9);
  EXPECT_THAT(splitFields(joinFields({"", odd, "12", ":"})), Optional(ElementsAre("", odd, "12", ":")));
  EXPECT_EQ(joinFields({"hello", ""}), "5:hello0:");
  EXPECT_THAT(splitFields(""), Optional(IsEmpty()));
}

TEST(Fields, are_nothing_if_the_text_is_damaged) {
  for (const auto* text : {"5:hell", "hello", "5", "5hello", ":", "-1:a", "99999999999999999999:a", "1:a2:b"}) {
    EXPECT_EQ(splitFields(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace herald::core
