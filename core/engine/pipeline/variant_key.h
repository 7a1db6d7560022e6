// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline/variant_selector.h"
#include "herald/settings.h"

namespace herald::core {

/// `on` and `for`, for the lists of a sink's options. As maps, they take any key that begins with them.
std::vector<Option> variantOptions();

/// What a key of a sink means: an option of the sink, or one for some of its events.
struct VariantKey {
  VariantSelector selector{};  ///< without event and device: for all events
  std::string option{};        ///< "headers.Priority"
  std::string wrong{};         ///< if the key says no such thing: a clause that says why; empty otherwise
};

/// Reads `on.EVENT.OPTION`, `for.DEVICE.OPTION`, `on.EVENT.for.DEVICE.OPTION`, or the name of an option; without
/// "sink.NAME." before it. `options` are all those of the sink, with variantOptions().
///
/// An event, a device and an option may all have dots. So the first of them that leaves a known option ends the name:
/// with an option `data` and a map `headers`, `on.a.b.headers.data` is `headers.data` for the event `a.b`. If none
/// does, the name has no dot, and the option is unknown. A former name of an option that looks like such a key is that
/// option.
VariantKey variantKeyOf(const std::string& written, const std::vector<Option>& options);

}  // namespace herald::core
