// SPDX-License-Identifier: Apache-2.0
#include "klippy_status.h"

#include <gtest/gtest.h>

namespace herald::moonraker {
namespace {

TEST(KlippyStatus, MergesDifferencesIntoTheFirstStatus) {
  KlippyStatus status;
  status.replace(R"({"print_stats":{"state":"printing","filename":"a.gcode","total_duration":5.5,"info":{}},
                     "display_status":{"progress":0.1,"message":"hello"}})");
  status.merge(R"({"print_stats":{"total_duration":6.5},"display_status":{"progress":0.29,"message":null}})");
  EXPECT_EQ(status.snapshot().state, "printing");
  EXPECT_EQ(status.snapshot().path, "a.gcode");
  EXPECT_EQ(status.snapshot().totalTime, 6.5);
  EXPECT_EQ(status.snapshot().percent, 29);
  EXPECT_EQ(status.at("display_status", "message"), "null");
  status.replace(R"({"print_stats":{"state":"standby"}})");
  EXPECT_EQ(status.snapshot().path, "");
  EXPECT_EQ(status.snapshot().percent, std::nullopt);
}

TEST(KlippyStatus, TakesThePositionInTheFileUnlessTheSlicerReportsProgress) {
  KlippyStatus status;
  status.replace(
      R"({"print_stats":{"total_duration":60},"display_status":{"progress":0},"virtual_sdcard":{"progress":0.4}})");
  EXPECT_EQ(status.snapshot().percent, 40);
  status.merge(R"({"display_status":{"progress":0.05}})");
  EXPECT_EQ(status.snapshot().percent, 5);
  status.merge(R"({"print_stats":{"total_duration":1},"virtual_sdcard":{"progress":0}})");
  EXPECT_EQ(status.snapshot().percent, 0) << "the slicer's report is one of the last print";
}

TEST(KlippyStatus, IsOutOfFilamentIfASensorThatIsOnSeesNone) {
  KlippyStatus status;
  status.replace(R"({"filament_switch_sensor one":{"filament_detected":true,"enabled":true},
                     "filament_motion_sensor two":{"filament_detected":false,"enabled":false}})");
  EXPECT_FALSE(status.isOutOfFilament());
  status.merge(R"({"filament_motion_sensor two":{"enabled":true}})");
  EXPECT_TRUE(status.isOutOfFilament());
}

TEST(KlippyStatus, IgnoresWhatIsNoStatus) {
  KlippyStatus status;
  for (const char* text : {"", "[]", "7", R"({"print_stats":7})", R"({"print_stats":{"state":7,"filename":[]}})"})
    status.merge(text);
  EXPECT_FALSE(status.snapshot().runs());
}

}  // namespace
}  // namespace herald::moonraker
