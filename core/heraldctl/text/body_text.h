// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::core::ctl {

/// The body of a request for people: JSON on several lines, the parts of a multipart body one by one, and only the size
/// of what is no text. Cuts lines of more than 4 KiB. `contentType` is the value of the header; it may be empty.
std::string bodyText(const std::string& body, const std::string& contentType);

}  // namespace herald::core::ctl
