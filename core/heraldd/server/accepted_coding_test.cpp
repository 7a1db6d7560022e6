// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/accepted_coding.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace herald::core {
namespace {

TEST(AcceptedCodingTest, is_gzip_unless_its_weight_is_zero) {
  const std::vector<std::pair<std::string_view, bool>> table{
      {"gzip", true},
      {"gzip, deflate, br", true},
      {"br;q=1.0, GZIP;q=0.1", true},
      {"*", true},
      {"deflate, *;q=0.5", true},
      {"gzip ; q=0.001", true},
      {"", false},
      {"br", false},
      {"identity", false},
      {"gzip;q=0", false},
      {"gzip;q=0.000, *", false},
      {"*;q=0", false},
      {"*;q=0, gzip", true},
      {"notgzip", false},
      {";,;q=1", false},
  };
  for (const auto& [field, accepts] : table) EXPECT_EQ(acceptsGzip(field), accepts) << field;
}

}  // namespace
}  // namespace herald::core
