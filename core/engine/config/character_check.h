// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/config/block.h"
#include "herald/settings.h"

namespace herald::core {

/// The declaration of an option, or of the map that the option is a member of; nullptr for an undeclared option.
/// `written` may be a former name.
const Option* declarationOf(const std::vector<Option>& options, const std::string& written);

/// The value of an entry without what an editor leaves around it: blanks, line ends and byte order marks around a
/// secret, and around everything in a file of its own except texts, sentences and data. `option` may be nullptr.
std::string valueOf(const Entry& entry, const Option* option);

/// Finds characters that nobody sees, which a copied page leaves in a value. They are an error in an address, a number
/// or a list, and a warning in a secret or a text. Marks each entry with an error as reported.
void checkCharacters(Block& block, const std::vector<Option>& options, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
