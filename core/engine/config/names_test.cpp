// SPDX-License-Identifier: Apache-2.0
#include "engine/config/names.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(IsName, TakesLettersDigitsUnderscoreAndDash) {
  for (const char* name : {"mk3", "Prusa_MK3-left", "1", "-"}) EXPECT_TRUE(isName(name)) << name;
  for (const char* text : {"", "a.b", "a b", "a/b", "\xc3\xbc", "a\n"}) EXPECT_FALSE(isName(text)) << text;
}

}  // namespace
}  // namespace herald::core
