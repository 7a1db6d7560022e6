// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/settings.h"

/// A group of options is what stands below one prefix: `oauth.timeout` is the `timeout` of the token call. Its class
/// reads it as settings of its own. These functions translate between the two. Any thread may call them.
namespace herald::webhook {

/// The values of these options, and of their members, below `prefix` ("oauth."). The names are without the prefix.
Settings::Values valuesBelow(const Settings& settings, const std::string& prefix, const std::vector<Option>& options);

/// Whether there is a value for this key, or for a member of it.
bool isSet(const Settings::Values& values, const std::string& key);

/// Throws `bad` with the names that the user wrote: with `prefix` for an option that is set below it.
[[noreturn]] void blameBelow(const Settings& settings, const std::string& prefix, const BadSettings& bad);

}  // namespace herald::webhook
