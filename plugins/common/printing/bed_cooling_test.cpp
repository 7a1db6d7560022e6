// SPDX-License-Identifier: Apache-2.0
#include "printing/bed_cooling.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

constexpr const char* kFields = R"({"name":"a.gcode","path":"b/a.gcode","origin":"local","time":7})";

/// The first temperature of these with which the bed has cooled; 0 if there is none. One comes per second.
double cooledAt(BedCooling& bed, std::initializer_list<double> temperatures, double now = 1000) {
  for (const double temperature : temperatures)
    if (bed.take(temperature, ++now)) return temperature;
  return 0;
}

BedCooling afterAPrint() {
  BedCooling bed(40);
  bed.started();
  cooledAt(bed, {21, 60, 59});
  bed.ended(kFields, "a.gcode@1", 1000);
  return bed;
}

TEST(BedCooling, IsNoticedOncePerPrint) {
  BedCooling bed = afterAPrint();
  EXPECT_TRUE(bed.watches());
  EXPECT_EQ(cooledAt(bed, {60, 41, 40, 39.9}), 39.9);
  EXPECT_EQ(bed.payload(39.9),
            R"({"temperature":39.9,"below":40,"name":"a.gcode","path":"b/a.gcode","origin":"local"})");
  EXPECT_EQ(bed.subject(), "a.gcode@1");
  EXPECT_FALSE(bed.watches());
  EXPECT_EQ(cooledAt(bed, {30, 41, 39}), 0);
}

TEST(BedCooling, NeedsAHotBedAndAnEnd) {
  BedCooling never(40);
  EXPECT_EQ(cooledAt(never, {60, 30}), 0);
  BedCooling cold(40);
  cold.started();
  EXPECT_EQ(cooledAt(cold, {21, 35}), 0);
  cold.ended(kFields, "", 1000);
  EXPECT_EQ(cooledAt(cold, {30, 60, 30}), 0);
  BedCooling running(40);
  running.started();
  EXPECT_EQ(cooledAt(running, {60, 30}), 0) << "it runs still";
  running.ended(kFields, "", 1000);
  EXPECT_EQ(cooledAt(running, {30}), 30);
}

TEST(BedCooling, EndsWithTheNextPrint) {
  BedCooling bed = afterAPrint();
  bed.started();
  EXPECT_EQ(cooledAt(bed, {30, 60, 30}), 0);
}

TEST(BedCooling, IsNoticedForAPrintWhoseStartNobodySaw) {
  BedCooling bed(40);
  bed.runs();
  cooledAt(bed, {60});
  bed.runs();
  bed.ended(kFields, "", 1000);
  EXPECT_EQ(cooledAt(bed, {22}), 22);
  BedCooling next = afterAPrint();
  next.runs();
  EXPECT_EQ(cooledAt(next, {22}), 0);
}

TEST(BedCooling, OfAPrintThatGoesOnWaitsForItsEnd) {
  BedCooling bed = afterAPrint();
  bed.resumed();
  EXPECT_EQ(cooledAt(bed, {30}), 0);
  bed.ended(kFields, "", 2000);
  bed.ended(kFields, "", 2001);
  EXPECT_EQ(cooledAt(bed, {29}, 2002), 29) << "a cancelled print ends twice";
  EXPECT_EQ(cooledAt(bed, {29}, 2003), 0);
}

TEST(BedCooling, SurvivesARestart) {
  BedCooling bed(40);
  bed.restore(afterAPrint().text());
  EXPECT_EQ(cooledAt(bed, {50, 22}), 22);
  EXPECT_EQ(bed.subject(), "a.gcode@1");
  EXPECT_NE(bed.payload(22).find("b/a.gcode"), std::string::npos);
  BedCooling done(40);
  done.restore(bed.text());
  EXPECT_EQ(cooledAt(done, {50, 22}), 0);
  BedCooling running(40), next(40);
  running.started();
  cooledAt(running, {60});
  next.restore(running.text());
  next.ended(kFields, "", 1000);
  EXPECT_EQ(cooledAt(next, {22}), 22);
}

TEST(BedCooling, IsNoNewsOnTheNextDay) {
  BedCooling bed = afterAPrint();
  EXPECT_EQ(cooledAt(bed, {22}, 1000 + 86400), 0);
  EXPECT_FALSE(bed.watches());
}

TEST(BedCooling, IgnoresAMalformedSavedState) {
  for (const char* text :
       {"", "null", "{}", R"({"phase":7})", R"({"phase":"boiling"})", R"({"phase":"cooling","fields":3})"}) {
    BedCooling bed(40);
    bed.restore(text);
    EXPECT_EQ(cooledAt(bed, {60, 22}, 90000), 0) << text;
  }
}

}  // namespace
}  // namespace herald::printing
