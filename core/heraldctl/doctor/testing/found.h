// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

inline constexpr auto kError = Finding::Severity::Error;
inline constexpr auto kWarning = Finding::Severity::Warning;
inline constexpr auto kHint = Finding::Severity::Hint;

/// Matches a finding with these words, and any remedy.
inline auto found(Finding::Severity severity, const std::string& words) {
  using ::testing::Field;
  return ::testing::AllOf(Field(&Finding::severity, severity), Field(&Finding::sentence, ::testing::HasSubstr(words)),
                          Field(&Finding::remedy, ::testing::Ne("")));
}

}  // namespace herald::core::ctl
