// SPDX-License-Identifier: Apache-2.0
#include "layer_progress.h"

#include <charconv>
#include <string>

#include "herald/json.h"
#include "subscription.h"

namespace herald::octoprint {
namespace {

/// A number as text, or as a number; `-` is none.
std::optional<int> layerAt(std::string_view body, std::string_view path) {
  const std::string text = jsonToText(jsonAt(body, path));
  int layer = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), layer);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(layer) : std::nullopt;
}

}  // namespace

std::optional<printing::LayerReport> layerInPluginMessage(std::string_view body) {
  if (jsonToText(jsonAt(body, "plugin")) != kLayerPlugin) return std::nullopt;
  if (jsonAt(body, "data.updateReason") != "\"layerChanged\"") return std::nullopt;
  const std::optional<int> layer = layerAt(body, "data.currentLayer");
  if (!layer) return std::nullopt;
  return printing::LayerReport{.from = printing::LayerReport::From::Plugin,
                               .layer = *layer,
                               .layers = layerAt(body, "data.totalLayer"),
                               .zeroIsFirst = true,
                               .layersIsLast = true};
}

}  // namespace herald::octoprint
