// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "printing/layer_report.h"

namespace herald::printing {

/// Finds where the layers of a G-code file begin, by the comments that slicers write: `;LAYER:3` (Cura, ideaMaker),
/// `; layer 3, Z = 0.6` (Simplify3D), `;LAYER_CHANGE` (PrusaSlicer, SuperSlicer, OrcaSlicer), `; CHANGE_LAYER` (Bambu
/// Studio), `;BEFORE_LAYER_CHANGE` (Slic3r) and `; BEGIN_LAYER_OBJECT` (KISSlicer). A comment stands only at a layer,
/// so a purge line, a skirt and a lift of the nozzle are none. Feed it the file piece by piece. For one thread.
class LayerComments {
 public:
  void feed(std::string_view bytes);

  /// The layer of a print that has read the file up to this byte, which must not go backwards. Nothing before the first
  /// layer. Only what feed() has got counts.
  std::optional<LayerReport> at(std::int64_t byte);

  std::int64_t length() const { return length_; }  ///< how many bytes it has got

 private:
  /// How a file marks its layers: with their numbers, or by one of several words.
  using Mark = std::uint8_t;
  struct Layer {
    std::int64_t from;
    int number;
  };
  void readLine();
  void mark(Mark mark, std::optional<int> number);

  std::int64_t length_ = 0;
  std::int64_t lineAt_ = 0;     ///< where the current line begins
  std::string line_{};          ///< its beginning
  std::optional<Mark> mark_{};  ///< the first one counts
  int counted_ = 0;
  std::optional<int> layers_{};
  std::deque<Layer> ahead_{};
  std::optional<int> current_{};
};

}  // namespace herald::printing
