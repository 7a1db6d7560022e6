// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"

/// The option `url` of a source: the address of a printer's host, such as an OctoPrint, as a browser shows it.
namespace herald::printing {

/// The host in an http or https address, which is the part that a message may show. Empty if `url` is no such address,
/// or has a query.
std::string hostOfUrl(const std::string& url);

/// Advice if the address leads to a part of the application, such as "/api". `parts` are the paths of such parts.
std::vector<Problem> adviceOnUrl(const std::string& url, std::initializer_list<std::string_view> parts);

}  // namespace herald::printing
