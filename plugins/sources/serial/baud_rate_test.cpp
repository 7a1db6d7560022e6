// SPDX-License-Identifier: Apache-2.0
#include "baud_rate.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

namespace herald::serial {
namespace {

using Verdict = Readability::Verdict;

std::string noise(std::size_t size) {
  std::mt19937 random(1);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

TEST(Readability, OneLineOfTextIsEnough) {
  EXPECT_EQ(Readability().add("ok T:20.0 /0.0\n"), Verdict::Text);
  EXPECT_EQ(Readability().add("start\r\n"), Verdict::Text);
  EXPECT_EQ(Readability().add("ok"), Verdict::Undecided);
  EXPECT_EQ(Readability().add("ok\n"), Verdict::Undecided);
  EXPECT_EQ(Readability().add(""), Verdict::Undecided);
}

TEST(Readability, KnowsNoise) {
  EXPECT_EQ(Readability().add(noise(512)), Verdict::Noise);
  EXPECT_EQ(Readability().add(std::string(512, '\0')), Verdict::Noise);
  EXPECT_EQ(Readability().add(std::string(5000, 'x')), Verdict::Noise) << "no line has an end";
}

TEST(Readability, AFewBadBytesAreNotNoise) {
  std::string bytes("\0start\n", 7);
  bytes.append(200, 'x');
  EXPECT_EQ(Readability().add(bytes), Verdict::Text);
  Readability readability;
  for (int i = 0; i < 100; ++i) EXPECT_NE(readability.add("T:20\xb0 /0.0 B:20\xb0 /0.0\n"), Verdict::Noise);
}

TEST(Readability, FileNamesMayBeInAnyScript) {
  Readability readability;
  for (const char* line :
       {"echo:Now fresh file: \xD0\x92\xD0\xB0\xD0\xB7\xD0\xB0 \xD0\xB4\xD0\xBB\xD1\x8F.gco\n",
        "\xE8\x8A\xB1\xE7\x93\xB6\xE8\x8A\xB1\xE7\x93\xB6\xE8\x8A\xB1\xE7\x93\xB6.gco\n", "\xF0\x9F\x90\x88.gco\n"})
    for (int i = 0; i < 20; ++i) EXPECT_NE(readability.add(line), Verdict::Noise) << line;
}

TEST(Readability, NearlyValidUtf8IsNoise) {
  for (const char* bytes : {"\xC0\x80", "\xE0\x80\x80", "\xD0", "\x92", "\xF8\x80\x80\x80"}) {
    std::string all;
    while (all.size() < 256) all += bytes;
    EXPECT_EQ(Readability().add(all), Verdict::Noise) << bytes;
  }
}

TEST(Readability, ChangesItsMind) {
  Readability readability;
  EXPECT_EQ(readability.add("ok T:20.0 /0.0\n"), Verdict::Text);
  EXPECT_EQ(readability.add(noise(512)), Verdict::Noise);
  EXPECT_EQ(readability.add("ok T:20.0 /0.0\nok T:20.0 /0.0\nok T:20.0 /0.0\n"), Verdict::Text);
}

TEST(BaudSearch, TriesEachCommonRateFromAnyStart) {
  for (const int first : {0, 250000, 57600, 123456}) {
    BaudSearch search(first);
    std::set<int> rates{search.current()};
    for (int i = 0, before = search.current(); i < 14; ++i) {
      const int rate = search.next();
      EXPECT_NE(rate, before);
      rates.insert(before = rate);
    }
    for (const int rate : {115200, 250000, 57600, 230400, 9600, 500000, 1000000})
      EXPECT_TRUE(rates.contains(rate)) << rate;
  }
  EXPECT_EQ(BaudSearch(0).current(), 115200);
}

}  // namespace
}  // namespace herald::serial
