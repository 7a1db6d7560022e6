// SPDX-License-Identifier: Apache-2.0
#include "printing/layer_report.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

/// "3/100", "3", or "" without a layer.
std::string shown(const std::optional<LayerReport>& report) {
  if (!report) return {};
  return std::to_string(report->layer) + (report->layers ? "/" + std::to_string(*report->layers) : "");
}

TEST(LayerReport, IsReadFromWhatSlicersShow) {
  struct Row {
    const char *text, *layer;
  };
  for (const Row& row : {
           Row{"Layer 3/100", "3/100"}, Row{"Layer: 3 / 100", "3/100"}, Row{"LAYER 3 of 100", "3/100"},
           Row{"Layer 3", "3"}, Row{"layer #3", "3"}, Row{"Layer 0", "0"},
           Row{"Printing layer 5 cube.stl - Layer 3 of 100", "3/100"},  // Cura's DisplayFilenameAndLayerOnLCD
           Row{"3/100 | ET 1h4m22s", "3/100"},                          // Cura's DisplayInfoOnLCD
           Row{"12% L=3/100", "3/100"}, Row{"50% L=60/120 H=23mm/47mm", "60/120"},  // DisplayLayerProgress
           Row{"INDICATOR-Layer3", "3"}, Row{"L3/100 0.8mm", "3/100"}, Row{"Z 0.6 Layer:3 ", "3"},
           Row{"Layer Left 51/940", "51/940"},  // BigTreeTech's displays
       })
    EXPECT_EQ(shown(layerOnDisplay(row.text)), row.layer) << row.text;
}

TEST(LayerReport, IsNotReadFromAnyOtherText) {
  for (const char* text : {"", "Layer", "Layer height 0.2", "Layer 0.2", "Layer 2mm", "First layer", "Layer -3",
                           "3/100", "L=3", "L=-/-", "Heating bed 60/60", "Time Left 02h04m06s", "Data Left 3/100",
                           "PLA 3/100", "Layer 99999999999", "Home XYZ First"})
    EXPECT_EQ(shown(layerOnDisplay(text)), "") << text;
}

TEST(LayerReport, OfANoticeMayCountFrom1Only) {
  const auto notice = layerInNotice("Layer Left 0/940");
  ASSERT_TRUE(notice);
  EXPECT_FALSE(notice->zeroIsFirst);
  EXPECT_EQ(notice->from, LayerReport::From::Notice);
  EXPECT_TRUE(layerOnDisplay("Layer 0")->zeroIsFirst);
  EXPECT_FALSE(layerOnDisplay("Layer 0/100")->layersIsLast);
  EXPECT_TRUE(layerOnDisplay("7% L=0/99")->layersIsLast);
}

TEST(LayerReport, IsReadFromKlippersCommand) {
  EXPECT_EQ(shown(layerInCommand("SET_PRINT_STATS_INFO CURRENT_LAYER=3")), "3");
  EXPECT_EQ(shown(layerInCommand("SET_PRINT_STATS_INFO TOTAL_LAYER=100 CURRENT_LAYER=3")), "3/100");
  EXPECT_EQ(shown(layerInCommand("SET_PRINT_STATS_INFO TOTAL_LAYER=100")), "");
  EXPECT_EQ(shown(layerInCommand("M117 CURRENT_LAYER=3")), "");
  EXPECT_FALSE(layerInCommand("SET_PRINT_STATS_INFO CURRENT_LAYER=0")->zeroIsFirst);
}

}  // namespace
}  // namespace herald::printing
