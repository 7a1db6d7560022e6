// SPDX-License-Identifier: Apache-2.0
#include "base/pictures/pixels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::core {
namespace {

using ::testing::ElementsAre;

Pixels grey(int width, int height, std::vector<unsigned char> bytes) {
  Pixels pixels(width, height, 1);
  pixels.bytes = std::move(bytes);
  return pixels;
}

TEST(Shrunk, AveragesEachArea) {
  const Pixels pixels = grey(4, 2, {0, 10, 100, 200, 20, 30, 100, 0});
  EXPECT_THAT(shrunk(pixels, 2, 1).bytes, ElementsAre(15, 100));
  EXPECT_THAT(shrunk(pixels, 4, 1).bytes, ElementsAre(10, 20, 100, 100));
  EXPECT_THAT(shrunk(pixels, 2, 2).bytes, ElementsAre(5, 150, 25, 50));
}

TEST(Shrunk, CountsAPixelAtTheBorderOfTwoAreasInBoth) {
  EXPECT_THAT(shrunk(grey(3, 1, {0, 90, 30}), 2, 1).bytes, ElementsAre(30, 50));
  EXPECT_THAT(shrunk(grey(1, 3, {0, 90, 30}), 1, 2).bytes, ElementsAre(30, 50));
}

TEST(Shrunk, KeepsTheChannelsApart) {
  Pixels pixels(2, 1, 3);
  pixels.bytes = {0, 100, 200, 10, 110, 210};
  EXPECT_THAT(shrunk(pixels, 1, 1).bytes, ElementsAre(5, 105, 205));
}

TEST(Turned, MovesEachPixel) {
  const Pixels pixels = grey(3, 2, {1, 2, 3, 4, 5, 6});
  EXPECT_THAT(turned(pixels, Turn::ofExif(2)).bytes, ElementsAre(3, 2, 1, 6, 5, 4));
  const Pixels left = turned(pixels, Turn().then({.turnLeft = true}));
  EXPECT_EQ(left.width, 2);
  EXPECT_THAT(left.bytes, ElementsAre(3, 6, 2, 5, 1, 4));
}

}  // namespace
}  // namespace herald::core
