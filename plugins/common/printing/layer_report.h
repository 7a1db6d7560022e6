// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace herald::printing {

/// What one message says about the layer that a printer prints.
struct LayerReport {
  /// Who says it. Two of them may count in different ways.
  enum class From : std::uint8_t {
    Display,  ///< a text on the printer's display, by M117
    Notice,   ///< `//action:notification`, which firmware and bridges send
    Command,  ///< SET_PRINT_STATS_INFO
    Plugin,   ///< OctoPrint's plugin DisplayLayerProgress
    File,     ///< the comments in the file, see LayerComments
  };
  From from;
  int layer;
  std::optional<int> layers{};  ///< how many the print has
  bool zeroIsFirst = false;     ///< if it counts from 0; otherwise 0 means that no layer has begun yet
  bool layersIsLast = false;    ///< `layers` is the number of the last layer, counted in the same way
};

/// Reads a text on the printer's display. Slicers and their scripts write: `Layer 3/100`, `Printing cube - Layer 3 of
/// 100`, `12% L=3/100`, `3/100 | ET 1h4m`, `INDICATOR-Layer3`. Returns nothing for a text without a layer, such as
/// `Layer height 0.2`.
std::optional<LayerReport> layerOnDisplay(std::string_view text);

/// Reads the text of a `//action:notification`: `Layer Left 51/940`, the layer that is printed, and the same as above.
std::optional<LayerReport> layerInNotice(std::string_view text);

/// Reads `SET_PRINT_STATS_INFO TOTAL_LAYER=100 CURRENT_LAYER=3`, a command of Klipper's.
std::optional<LayerReport> layerInCommand(std::string_view command);

}  // namespace herald::printing
