// SPDX-License-Identifier: Apache-2.0
#include "engine/config/file_twins.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/files/read_file.h"
#include "herald/text.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSuffix = ".file";
constexpr std::size_t kLargestContent = std::size_t{1} << 20;

bool isTwin(const std::string& key) { return key.size() > kSuffix.size() && key.ends_with(kSuffix); }

std::string whyUnreadable(const fs::path& path, const std::error_code& error) {
  const std::string why = "cannot read " + path.string() + ": ";
  if (error == std::errc::no_such_file_or_directory)
    return why + "there is no such file; create it, or correct the path";
  if (error == std::errc::file_too_large) return why + "it is larger than 1 MiB; name a smaller file";
  if (error == std::errc::is_a_directory) return why + "it is a folder; name a file in it";
  if (error == std::errc::invalid_argument) return why + "it is neither a file nor a link to a file; name a file";
  return why + error.message() + "; give it to the daemon's user (chown) with mode 0600";
}

/// Why the content is no text that Herald can use, as a clause; empty if it is one.
std::string whyNoText(const std::string& content) {
  if (isUtf16(content)) return "is a text in UTF-16: save it as UTF-8";
  if (content.find('\0') != std::string::npos) return "has a NUL byte: write text into it";
  const auto bad = firstNotUtf8(content);
  if (!bad) return {};
  const auto line = 1 + std::count(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
  return "has a byte that is not UTF-8 in line " + std::to_string(line) + ": save it as UTF-8";
}

std::optional<std::string> contentOf(const Entry& twin, const fs::path& path, const ConfigFiles& files,
                                     std::vector<ConfigProblem>& problems) {
  try {
    std::string content = files.text(path, kLargestContent);
    if (const auto why = whyNoText(content); !why.empty()) {
      problems.push_back({twin.at, twin.key, path.string() + " " + why});
      return std::nullopt;
    }
    if (content.ends_with('\n')) content.resize(content.size() - (content.ends_with("\r\n") ? 2 : 1));
    return content;
  } catch (const std::system_error& error) {
    problems.push_back({twin.at, twin.key, whyUnreadable(path, error.code())});
    return std::nullopt;
  }
}

}  // namespace

void readFileTwins(Entries& entries, const ConfigFiles& files, Expansion& expansion, RelativePaths& paths,
                   std::vector<ConfigProblem>& problems) {
  Entries found;
  for (auto next = entries.begin(); next != entries.end();) {
    const auto it = next++;
    if (!isTwin(it->first)) continue;
    const Entry twin = std::move(it->second);
    const std::string key = it->first.substr(0, it->first.size() - kSuffix.size());
    entries.erase(it);
    if (const auto plain = entries.find(key); plain != entries.end()) {
      problems.push_back(
          {twin.at, twin.key, key + " is also set at " + toString(plain->second.at) + "; keep one of them"});
      continue;
    }
    const auto name = expansion.expand(twin, problems);
    const fs::path path = name ? paths.resolve(twin.at, twin.key, *name) : fs::path();
    const auto content = name ? contentOf(twin, path, files, problems) : std::nullopt;
    expansion.setLiteral(key, content.value_or(""));
    found.emplace(key,
                  Entry{content.value_or(""), twin.at, key, true, false, !content, twin.fromPreset, path.string()});
  }
  entries.merge(found);
}

}  // namespace herald::core
