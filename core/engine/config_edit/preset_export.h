// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "engine/config_edit/form_rules.h"
#include "engine/config_edit/written_block.h"

namespace herald::core {

/// The block as a file for the folder `presets`: its options over those of its own preset. A secret is not in it: the
/// preset needs it from its user. Neither are `enabled` and `from`, which are about these printers. `file` is the main
/// file of the configuration.
std::string presetText(const WrittenBlock& block, const std::filesystem::path& file, const FormRules& rules);

}  // namespace herald::core
