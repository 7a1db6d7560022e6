// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "herald/json.h"
#include "printing/layer_report.h"

namespace herald::printing {

/// The layers of one print. Each layer is news at most once, and never a lower one than before. Layers count from 1,
/// also if the printer counts from 0. The first one who reports a layer counts; Herald ignores every other, who may
/// count in another way. For one thread.
class Layers {
 public:
  /// A print that Herald sees from its start.
  Layers() = default;

  /// A print that runs already. Herald cannot know when its first layer was done, unless it sees that layer.
  static Layers ofRunningPrint();

  struct News {
    int layer;                    ///< it has begun
    std::optional<int> layers{};  ///< how many the print has
    bool firstDone;               ///< the first layer has just been done
  };
  std::optional<News> reach(const LayerReport& report);

  /// JSON for saving, and back. What is missing or malformed in `text` becomes a default.
  std::string text() const;
  static Layers parse(std::string_view text);

 private:
  int layer_ = 0;  ///< the last one; 0 before the first
  std::optional<LayerReport::From> from_{};
  bool fromZero_ = false;   ///< the printer counts from 0
  bool firstDone_ = false;  ///< it has been reported
  bool joined_ = false;     ///< the print ran already
};

/// The payload of an event about a layer: which one, of how many, and the name, path and origin in `job`, the payload
/// of an event about its print.
JsonObject layerPayload(const Layers::News& news, std::string_view job);

}  // namespace herald::printing
