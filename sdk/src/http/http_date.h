// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Timestamp.h>

#include <optional>
#include <string_view>

namespace herald::inline v1 {

/// Reads a date of HTTP in each form that a recipient has to accept (RFC 9110 §5.6.7): the usual one, RFC 850's and
/// that of asctime. `now` tells the century of a year with two digits. Nothing if the text is no such date.
std::optional<Poco::Timestamp> parseHttpDate(std::string_view text, const Poco::Timestamp& now);

}  // namespace herald::inline v1
