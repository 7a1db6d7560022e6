// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/written_block.h"

#include <Poco/DigestEngine.h>
#include <Poco/SHA1Engine.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files/read_file.h"
#include "base/logging/shown_address.h"
#include "engine/config/presets.h"
#include "engine/config/relative_paths.h"
#include "engine/config/standard_paths.h"
#include "herald/json.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

const std::string kTwinOption = ".file";
constexpr std::size_t kLargestTwin = std::size_t{1} << 20;

bool isTwinOption(const std::string& option) {
  return option.size() > kTwinOption.size() && option.ends_with(kTwinOption);
}

/// The words of a list with ", " between them.
std::string normalList(const std::string& text) {
  const Settings settings({{.name = "list", .type = Type::List}}, {{"list", text}});
  std::string words;
  for (const auto& word : settings.list("list")) words += (words.empty() ? "" : ", ") + word;
  return words;
}

/// What stands in the file of a `.file` twin; empty if it cannot be read.
std::string textInTwin(const Entry& entry, const fs::path& file) {
  if (entry.text.find("${") != std::string::npos) return {};
  std::vector<ConfigProblem> ignored;
  RelativePaths paths(file.parent_path(), ignored);
  try {
    auto text = readText(paths.resolve(entry.at, entry.key, entry.text), kLargestTwin);
    if (text.ends_with('\n')) text.pop_back();
    return text;
  } catch (const std::system_error&) {
    return {};
  }
}

/// A value that the form does not show.
FormValue storedValue(const std::string& text) {
  auto shown = shownAddress(text);
  if (shown == kMasked) shown.clear();
  return {.isStored = true, .shown = std::move(shown)};
}

/// The members of a map as values of their own. Empty if the text is no JSON object of texts.
FormValues membersOf(const std::string& option, const std::string& text) {
  FormValues members;
  for (const auto& [name, raw] : jsonMembers(text)) {
    if (!raw.starts_with('"')) return {};
    members[option + "." + name] = {jsonToText(raw)};
  }
  return members;
}

}  // namespace

FormValues WrittenBlock::values() const {
  FormValues all;
  for (const auto& part : parts) {  // "headers" before "headers.Accept", which wins
    for (const auto& [key, value] : part.values) all[key] = value;
  }
  return all;
}

std::string WrittenBlock::revision() const {
  Poco::SHA1Engine hash;
  for (const auto& [option, entry, values] : parts) {
    for (const auto& text : {option, entry.text, placeOf(entry.at)}) {
      hash.update(text);
      hash.update('\0');
    }
  }
  return Poco::DigestEngine::digestToHex(hash.digest());
}

WrittenBlocks::WrittenBlocks(const WrittenProperties& written, const fs::path& file, const FormRules& rules)
    : written_(written), file_(file), rules_(rules) {}

std::vector<std::string> WrittenBlocks::names(const std::string& kind) const {
  std::set<std::string> names;
  const std::string begin = kind + ".";
  for (const auto& [key, entry] : written_.entries) {
    const auto prefix = key.starts_with(begin) ? blockPrefixOf(key) : std::string();
    if (!prefix.empty()) names.insert(prefix.substr(begin.size(), prefix.size() - begin.size() - 1));
  }
  return {names.begin(), names.end()};
}

std::string WrittenBlocks::typeOf(const FormValues& values) const {
  const auto textOf = [&](const std::string& option) {
    const auto found = values.find(option);
    return found == values.end() ? std::string() : found->second.text;
  };
  if (auto type = textOf("type"); !type.empty() || textOf("preset").empty()) return type;
  try {
    std::vector<ConfigProblem> ignored;
    const auto preset = Presets(presetFolders(file_)).read(textOf("preset"), ignored);
    const auto type = preset.options.find("type");
    return type == preset.options.end() ? std::string() : type->second.text;
  } catch (const std::out_of_range&) {
    return {};
  }
}

WrittenBlock WrittenBlocks::find(const std::string& kind, const std::string& name) const {
  WrittenBlock block{.kind = kind, .name = name};
  const std::string prefix = kind + "." + name + ".";
  FormValues identity;
  for (const auto* option : {"type", "preset"}) {
    const auto found = written_.entries.find(prefix + option);
    if (found != written_.entries.end()) identity[option] = {found->second.text};
  }
  block.type = typeOf(identity);
  block.preset = identity["preset"].text;
  const auto options = rules_.options(kind, block.type);
  for (auto it = written_.entries.lower_bound(prefix); it != written_.entries.end() && it->first.starts_with(prefix);
       ++it) {
    const auto& [key, entry] = *it;
    if (isIdentity(key) || block.parts.empty()) block.at = entry.at;
    block.isOfConsole = block.isOfConsole || (isIdentity(key) && written_.isOfConsole(entry.at));
    block.parts.push_back(partOf(key.substr(prefix.size()), entry, options));
  }
  const auto below = written_.below.lower_bound(prefix);
  block.isBelow = below != written_.below.end() && below->first.starts_with(prefix);
  return block;
}

WrittenPart WrittenBlocks::partOf(const std::string& option, const Entry& entry,
                                  const std::vector<Option>& options) const {
  WrittenPart part{option, entry, {}};
  const bool isTwin = isTwinOption(option);
  const auto plain = isTwin ? option.substr(0, option.size() - kTwinOption.size()) : option;
  const auto key = currentName(options, plain);
  const auto* declared = optionOf(options, key);
  const std::string text = isTwin ? textInTwin(entry, file_) : entry.text;
  const bool isUnknown = !declared && key != "type" && key != "preset";  // perhaps a secret with a typing error
  const bool isHidden = isUnknown || (isTwin && !isJsonObject(text)) || isSecretValue(options, key, text) ||
                        (rules_.mask && rules_.mask(text) != text);
  if (isHidden) {
    part.values[key] = storedValue(text);
    return part;
  }
  const bool isWholeMap = declared && hasMembers(declared->type) && declared->name == key;
  if (isWholeMap) part.values = membersOf(key, text);
  if (part.values.empty()) part.values[key] = {declared && declared->type == Type::List ? normalList(text) : text};
  return part;
}

}  // namespace herald::core
