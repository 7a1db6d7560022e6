// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace herald::core {

/// One file of the console, as it is part of the program. Its views are valid until the process ends.
struct Page {
  std::string_view path{};   ///< below the console's own path: "index.html", "vendor/uplot.css"
  std::string_view type{};   ///< for Content-Type
  std::string_view etag{};   ///< for ETag, with its quotation marks; another content has another one
  std::string_view plain{};  ///< the content
  std::string_view gzip{};   ///< the same, for a browser that accepts gzip
};

/// All files of the console, sorted by path. Any thread may call it.
const std::vector<Page>& consolePages();

/// The page with this path; the empty path is index.html. Null if there is none: a path is only compared with the
/// names of the pages, so no path leads to a file of the disk. Any thread may call it.
const Page* findPage(std::string_view path);

/// The Content-Security-Policy of every page: only files of the console, no inline script, no frame around it.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

}  // namespace herald::core
