// SPDX-License-Identifier: Apache-2.0
#include "base/pictures/upright_jpeg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "base/pictures/testing/test_jpegs.h"

namespace herald::core {
namespace {

using testing::corners;
using testing::fourColours;
using testing::fourColoursJpeg;
using ::testing::HasSubstr;
using testing::noiseJpeg;
using testing::opened;
using testing::withExif;

std::string sizeOf(const std::string& jpeg) {
  const JpegHead head = readJpegHead(jpeg);
  return std::to_string(head.width) + " x " + std::to_string(head.height);
}

std::string refusal(const std::string& jpeg, const PictureLimits& limits = {}) {
  try {
    uprightJpeg({jpeg}, limits);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no refusal";
}

/// The corners of a picture after EXIF's orientation and the camera's, moved by hand.
std::string moved(int exif, const Orientation& orientation) {
  static constexpr std::array kByExif{"rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"};
  std::string now = kByExif.at(static_cast<std::size_t>(exif - 1));
  if (orientation.flipHorizontally) now = {now[1], now[0], now[3], now[2]};
  if (orientation.flipVertically) now = {now[2], now[3], now[0], now[1]};
  if (orientation.turnLeft) now = {now[1], now[3], now[0], now[2]};
  return now;
}

class EachTurn : public ::testing::TestWithParam<std::pair<int, int>> {};

TEST_P(EachTurn, MakesThePictureUpright) {
  const auto& [width, height] = GetParam();
  const std::string jpeg = fourColoursJpeg(width, height);
  for (int exif = 1; exif <= 8; ++exif) {
    for (const unsigned bits : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
      const Orientation orientation{(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0};
      for (const bool bigEndian : {false, true}) {
        const std::string upright = uprightJpeg({withExif(jpeg, exif, bigEndian), orientation}, {});
        EXPECT_EQ(corners(upright), moved(exif, orientation)) << exif << ' ' << bits;
        const bool across = (exif > 4) != orientation.turnLeft;
        EXPECT_EQ(readJpegHead(upright).width, across ? height : width);
        EXPECT_TRUE(readJpegHead(upright).turn.nothing()) << "the EXIF data would turn it again";
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(UprightJpeg, EachTurn,
                         ::testing::Values(std::pair(64, 32), std::pair(50, 30), std::pair(64, 30), std::pair(50, 32)));

TEST(UprightJpeg, PassesAnUprightPictureByteByByte) {
  const std::string jpeg = fourColoursJpeg(64, 32);
  EXPECT_EQ(uprightJpeg({jpeg}, {}), jpeg);
  EXPECT_EQ(uprightJpeg({withExif(jpeg, 1)}, {}), withExif(jpeg, 1));
  EXPECT_EQ(uprightJpeg({jpeg + std::string(100, '\0')}, {}), jpeg) << "what follows the end belongs to no picture";
}

TEST(UprightJpeg, TurnsWithoutLoss) {
  const std::string jpeg = noiseJpeg(64, 32);
  const Orientation left{.turnLeft = true};
  std::string turned = jpeg;
  for (int time = 0; time < 4; ++time) turned = uprightJpeg({turned, left}, {});
  EXPECT_NE(uprightJpeg({jpeg, left}, {}), jpeg);
  EXPECT_EQ(opened(turned).bytes, opened(jpeg).bytes);
}

struct Fit {
  int width, height;
  Orientation orientation;
  const char* size;
};

class EachSize : public ::testing::TestWithParam<Fit> {};

TEST_P(EachSize, IsWithinTheLimitsAndKeepsItsShape) {
  const Fit& fit = GetParam();
  const std::string upright =
      uprightJpeg({fourColoursJpeg(fit.width, fit.height), fit.orientation}, {.width = 164, .height = 123});
  EXPECT_EQ(sizeOf(upright), fit.size);
  EXPECT_EQ(corners(upright), moved(1, fit.orientation));
}

constexpr Orientation kLeft{.turnLeft = true};

INSTANTIATE_TEST_SUITE_P(UprightJpeg, EachSize,
                         ::testing::Values(Fit{164, 123, {}, "164 x 123"}, Fit{165, 123, {}, "164 x 122"},
                                           Fit{328, 246, {}, "164 x 123"}, Fit{2000, 1000, {}, "164 x 82"},
                                           Fit{1000, 2000, {}, "62 x 123"}, Fit{2000, 1000, kLeft, "82 x 164"},
                                           Fit{164, 123, kLeft, "123 x 164"}));

TEST(UprightJpeg, LeavesOneLineOfAVeryFlatPicture) {
  const PictureLimits limits{.width = 164, .height = 123};
  EXPECT_EQ(sizeOf(uprightJpeg({fourColoursJpeg(3000, 12)}, limits)), "164 x 1");
  EXPECT_EQ(sizeOf(uprightJpeg({fourColoursJpeg(12, 3000), kLeft}, limits)), "123 x 1");
}

TEST(UprightJpeg, LowersTheQualityAndThenTheSizeUntilItFits) {
  const std::string jpeg = noiseJpeg(256, 256);
  ASSERT_GT(jpeg.size(), 60'000U);
  const std::string smaller = uprightJpeg({jpeg}, {.bytes = 30'000});
  EXPECT_LE(smaller.size(), 30'000U);
  EXPECT_EQ(sizeOf(smaller), "256 x 256");
  const std::string smallest = uprightJpeg({jpeg}, {.bytes = 4'000});
  EXPECT_LE(smallest.size(), 4'000U);
  EXPECT_EQ(sizeOf(smallest), "128 x 128") << smallest.size();
  EXPECT_EQ(refusal(jpeg, {.bytes = 200}), "the picture does not fit into 200 bytes");
}

TEST(UprightJpeg, OpensPicturesWithoutColour) {
  Pixels grey(40, 20, 1);
  EXPECT_EQ(sizeOf(uprightJpeg({encodeJpeg(grey, 90), kLeft}, {})), "20 x 40");
  Pixels inks(40, 20, 4);
  EXPECT_EQ(sizeOf(uprightJpeg({encodeJpeg(inks, 90), kLeft}, {})), "20 x 40");
}

/// A picture whose head names another kind and size than it has.
std::string pretending(char kind, int width, int height) {
  std::string jpeg = fourColoursJpeg(64, 32);
  const std::size_t frame = jpeg.find("\xff\xc0");
  jpeg[frame + 1] = kind;
  const auto put = [&](std::size_t at, int number) {
    jpeg[frame + at] = static_cast<char>(number / 256);
    jpeg[frame + at + 1] = static_cast<char>(number % 256);
  };
  put(5, height);
  put(7, width);
  return jpeg;
}

TEST(UprightJpeg, RefusesWhatIsNoJpeg) {
  for (const std::string text : {"", "\xff\xd8", "<html>Log in</html>", "GIF89a", "\x89PNG\r\n\x1a\n"})
    EXPECT_EQ(refusal(text), "the picture is not a JPEG") << text;
  EXPECT_THAT(refusal(pretending('\xc3', 64, 32)), HasSubstr("a kind of JPEG that Herald does not open"));
}

TEST(UprightJpeg, RefusesADamagedPicture) {
  const std::string jpeg = fourColoursJpeg(64, 32);
  for (std::size_t size = 3; size < jpeg.size() - 1; ++size)
    EXPECT_THAT(refusal(jpeg.substr(0, size)), HasSubstr("the picture is damaged: it ends too early")) << size;
  EXPECT_THAT(refusal(pretending('\xc0', 0, 32)), HasSubstr("damaged: its head has no size"));
  std::string bogus = jpeg;
  bogus.replace(bogus.find("\xff\xc4") + 5, 16, 16, '\xff');
  EXPECT_THAT(refusal(bogus), HasSubstr("the picture is damaged: "));
  std::string twice = jpeg;
  const std::size_t frame = jpeg.find("\xff\xc0");
  twice.insert(frame, jpeg, frame, 19);
  EXPECT_THAT(refusal(twice), HasSubstr("damaged: it has two heads"));
}

TEST(UprightJpeg, RefusesWhatTakesTooMuchMemory) {
  EXPECT_EQ(
      refusal(pretending('\xc0', 60'000, 50'000)),
      "the picture has 60000 x 50000 pixels, more than the 100 million that Herald opens: set a smaller resolution "
      "in the camera");
  EXPECT_THAT(refusal(pretending('\xc2', 5'000, 5'000)), HasSubstr("more than the 16 million"));
}

TEST(UprightJpeg, ForgivesBytesThatDoNotBelongThere) {
  std::string jpeg = fourColoursJpeg(64, 32);
  jpeg.insert(jpeg.rfind("\xff\xd9"), "abcdefgh");
  EXPECT_EQ(uprightJpeg({jpeg}, {}), jpeg);
  EXPECT_EQ(corners(uprightJpeg({jpeg, kLeft}, {})), moved(1, kLeft));
}

TEST(UprightJpeg, ForgivesExifDataThatCannotBeRead) {
  const std::string jpeg = fourColoursJpeg(64, 32);
  const std::string exif = withExif(jpeg, 6);
  for (std::size_t at = 10; at < 36; ++at) {
    std::string odd = exif;
    odd[at] = '\xff';
    EXPECT_NE(corners(uprightJpeg({odd}, {})), "????") << at;
  }
  for (const int number : {0, 9, 255}) EXPECT_EQ(corners(uprightJpeg({withExif(jpeg, number)}, {})), "rgbw");
}

}  // namespace
}  // namespace herald::core
