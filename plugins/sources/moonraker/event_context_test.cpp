// SPDX-License-Identifier: Apache-2.0
#include "event_context.h"

#include <gtest/gtest.h>

namespace herald::moonraker {
namespace {

TEST(EventContext, HasKlippersReasonInOneLine) {
  const auto reason = [](const char* message) { return Klippy{"shutdown", message}.reason(); };
  EXPECT_EQ(reason("MCU 'mcu' shutdown: Timer too close\nThis often indicates the host computer is overloaded.\n"
                   "Once the underlying issue is corrected, use the\n\"FIRMWARE_RESTART\" command to reset\n"),
            "MCU 'mcu' shutdown: Timer too close This often indicates the host computer is overloaded.");
  EXPECT_EQ(reason("Option 'x' is not valid in section 'y'\n\nOnce the underlying issue is corrected, use"),
            "Option 'x' is not valid in section 'y'");
  EXPECT_EQ(reason("Printer is not ready"), "Printer is not ready");
  EXPECT_EQ(reason(""), "");
}

TEST(EventContext, IsAboutTheFileOfTheEvent) {
  KlippyStatus status;
  status.replace(R"({"print_stats":{"state":"printing","filename":"b.gcode","print_duration":60},
                     "virtual_sdcard":{"progress":0.4,"file_size":7}})");
  const Klippy ready{"ready", {}};
  const std::string own = contextOf(ready, status, "b.gcode", "{}").text();
  EXPECT_EQ(jsonAt(own, "progress.completion"), "40");
  EXPECT_EQ(jsonAt(own, "progress.printTimeLeft"), "90");
  EXPECT_EQ(jsonAt(own, "job.file.size"), "7");
  const std::string other = contextOf(ready, status, "a.gcode", R"({"estimated_time":600})").text();
  EXPECT_EQ(jsonAt(other, "progress.completion"), "null") << "it is the progress of another print";
  EXPECT_EQ(jsonAt(other, "progress.printTimeLeft"), "null");
  EXPECT_EQ(jsonAt(other, "job.file.size"), "null");
}

TEST(EventContext, HasTheTemperaturesOfAllTools) {
  KlippyStatus status;
  status.replace(R"({"extruder":{"temperature":1,"target":2},"extruder1":{"temperature":3,"target":4},
                     "extruder_stepper x":{"temperature":5},"heater_bed":{"temperature":6,"target":7}})");
  EXPECT_EQ(jsonAt(contextOf({}, status, "", "{}").text(), "temperatures"),
            R"({"tool0":{"actual":1,"target":2},"tool1":{"actual":3,"target":4},"bed":{"actual":6,"target":7}})");
}

}  // namespace
}  // namespace herald::moonraker
