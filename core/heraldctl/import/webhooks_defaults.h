// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace herald::core::import {

/// All settings of a hook of OctoPrint-Webhooks, each with its default. OctoPrint stores no setting that has its
/// default.
const std::map<std::string, std::string>& webhooksDefaults();

}  // namespace herald::core::import
