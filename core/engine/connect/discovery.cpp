// SPDX-License-Identifier: Apache-2.0
#include "engine/connect/discovery.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace herald::core {

namespace {

constexpr Millis kBrowseLimit = std::chrono::seconds(8);

using Fields = std::vector<std::string>;

Fields fieldsOf(std::string_view line) {
  Fields fields;
  while (fields.size() < 10) {  // the last one has all texts of the announcement
    const auto end = fields.size() == 9 ? line.size() : std::min(line.find(';'), line.size());
    fields.emplace_back(line.substr(0, end));
    if (end == line.size()) break;
    line.remove_prefix(end + 1);
  }
  return fields;
}

/// Avahi writes a byte that is no letter or digit as `\` and three decimal digits.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digits = text.substr(std::min(i + 1, text.size()), 3);
    const bool isCode = text[i] == '\\' && digits.size() == 3 &&
                        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (isCode) {
      plain += static_cast<char>((digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// The value of `path=` among the texts: "/octoprint" of `"path=/octoprint/" "version=1.9"`.
std::string pathIn(std::string_view texts) {
  constexpr std::string_view kBegin = "\"path=";
  const auto begin = texts.find(kBegin);
  if (begin == std::string_view::npos) return {};
  texts.remove_prefix(begin + kBegin.size());
  std::string path(texts.substr(0, texts.find('"')));
  while (path.ends_with('/')) path.pop_back();
  return path.starts_with('/') ? path : std::string();
}

std::optional<Announced> announcedBy(std::string_view line, const std::string& type) {
  const auto fields = fieldsOf(line);
  if (fields.size() < 9 || fields[0] != "=" || fields[2] != "IPv4") return std::nullopt;
  const auto& host = fields[6].empty() ? fields[7] : fields[6];
  const auto& port = fields[8];
  const auto path = fields.size() > 9 ? pathIn(fields[9]) : std::string();
  return Announced{type, unescaped(fields[3]), "http://" + host + (port == "80" ? "" : ":" + port) + path};
}

}  // namespace

std::vector<Announced> announcedIn(std::string_view output, const std::string& type) {
  std::vector<Announced> all;
  while (!output.empty()) {
    const auto end = std::min(output.find('\n'), output.size());
    auto one = announcedBy(output.substr(0, end), type);
    output.remove_prefix(std::min(end + 1, output.size()));
    if (one && std::ranges::find(all, one->url, &Announced::url) == all.end()) all.push_back(std::move(*one));
  }
  return all;
}

Discovery discover(const std::stop_token& stop, const std::function<ProgramEnd(const Program&, std::stop_token)>& run) {
  Discovery discovery;
  for (const std::string type : {"octoprint", "moonraker"}) {
    const Program program{.command = {"avahi-browse", "--terminate", "--resolve", "--parsable", "_" + type + "._tcp"}};
    try {
      const auto end = run ? run(program, stop) : runProgram(program, "", stop, Clock::now() + kBrowseLimit);
      if (!end.succeeded()) {
        discovery.why =
            "Avahi does not answer: " + whyFailed(program, end) + ". Type the address of the printer instead.";
        return discovery;
      }
      for (auto& one : announcedIn(end.output, type)) {
        if (std::ranges::find(discovery.found, one.url, &Announced::url) == discovery.found.end())
          discovery.found.push_back(std::move(one));
      }
    } catch (const Failure&) {
      discovery.why =
          "Avahi's program avahi-browse is missing (Debian: avahi-utils). Type the address of the printer instead.";
      return discovery;
    }
  }
  return discovery;
}

}  // namespace herald::core
