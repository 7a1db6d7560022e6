// SPDX-License-Identifier: Apache-2.0
#include "layer_progress.h"

#include <gtest/gtest.h>

namespace herald::octoprint {
namespace {

std::string message(const std::string& plugin, const std::string& data) {
  return R"({"plugin":")" + plugin + R"(","data":{)" + data + "}}";
}

constexpr const char* kName = "DisplayLayerProgress-websocket-payload";

TEST(LayerProgress, ReadsANewLayer) {
  const auto report =
      layerInPluginMessage(message(kName, R"("updateReason":"layerChanged","currentLayer":"3","totalLayer":"99")"));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->layer, 3);
  EXPECT_EQ(report->layers, 99);
  EXPECT_TRUE(report->zeroIsFirst && report->layersIsLast);
  EXPECT_EQ(report->from, printing::LayerReport::From::Plugin);
}

TEST(LayerProgress, IgnoresEveryOtherMessage) {
  for (const std::string& body :
       {message(kName, R"("updateReason":"frontEndCall","currentLayer":"3","totalLayer":"99")"),
        message(kName, R"("updateReason":"heightChanged","currentLayer":"3","totalLayer":"99")"),
        message(kName, R"("updateReason":"layerChanged","currentLayer":"-","totalLayer":"99")"),
        message(kName, R"("updateReason":"layerChanged")"),
        message("DisplayLayerProgress", R"("updateReason":"layerChanged","currentLayer":"3")"), std::string("{}")})
    EXPECT_FALSE(layerInPluginMessage(body)) << body;
  EXPECT_FALSE(
      layerInPluginMessage(message(kName, R"("updateReason":"layerChanged","currentLayer":"3","totalLayer":"-")"))
          ->layers);
}

}  // namespace
}  // namespace herald::octoprint
