// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/console_documents.h"

#include <algorithm>
#include <set>

#include "base/files/read_file.h"
#include "engine/config_edit/block_form.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

using Written = PropertiesDocument::Written;

constexpr std::size_t kLargestConsoleFile = std::size_t{4} << 20;
constexpr auto kHeader =
    "# The console of Herald writes this file. It is read last: a block here replaces the block of that name in other\n"
    "# files. Comments and other lines stay.\n";

}  // namespace

ConsoleDocuments::ConsoleDocuments(const WrittenProperties& written) : own_(written.consoleFolder / kConsoleFile) {
  for (const auto& path : written.consoleFiles) {
    auto text = readText(path, kLargestConsoleFile);
    PropertiesDocument document(text);
    files_[path] = {std::move(text), std::move(document)};
  }
  if (!files_.contains(own_)) files_[own_] = {"", PropertiesDocument(kHeader)};
}

/// The one that has most of the block, so that it stays where it is.
ConsoleDocuments::File& ConsoleDocuments::fileOf(std::string_view prefix) {
  File* best = &files_.at(own_);
  for (auto& [path, file] : files_) {
    if (file.document.under(prefix).size() > best->document.under(prefix).size()) best = &file;
  }
  return *best;
}

void ConsoleDocuments::set(const std::string& before, const std::string& prefix,
                           const std::vector<Written>& properties) {
  auto& home = fileOf(before);
  for (auto& [path, file] : files_) {
    if (&file != &home) replace(file, before, before, {});
  }
  replace(home, before, prefix, properties);
}

void ConsoleDocuments::restore(const BlockChange& change) {
  auto& file = files_[change.file];
  if (file.document.under(change.prefix) != change.after) {
    const auto name = change.prefix.substr(0, change.prefix.size() - 1);
    throw BadForm({{.key = "name", .detail = name + " was changed since: undo that first, or edit it"}});
  }
  replace(file, change.prefix, change.prefix, change.before);
}

void ConsoleDocuments::replace(File& file, const std::string& before, const std::string& prefix,
                               const std::vector<Written>& properties) {
  for (const auto& each : {before, prefix}) {
    if (std::ranges::find(prefixes_, each) == prefixes_.end()) prefixes_.push_back(each);
  }
  std::set<std::string> there;
  for (const auto& [key, text] : file.document.under(before)) {
    const auto renamed = prefix + key.substr(before.size());
    const auto found = std::ranges::find(properties, renamed, &Written::key);
    if (found != properties.end() && there.insert(renamed).second) {
      file.document.replace(key, *found);
    } else {
      file.document.remove(key);
    }
  }
  std::vector<Written> added;
  for (const auto& property : properties) {
    if (!there.contains(property.key)) added.push_back(property);
  }
  if (!added.empty()) file.document.add(prefix, added);
}

std::string ConsoleDocuments::textOf(const std::string& key) const {
  for (const auto& [path, file] : files_) {
    for (const auto& property : file.document.under(key)) {
      if (property.key == key) return property.text;
    }
  }
  return {};
}

ConfigurationDraft ConsoleDocuments::draft() const {
  ConfigurationDraft draft;
  for (const auto& [path, file] : files_) {
    const auto text = file.document.text();
    const PropertiesDocument old(file.text);
    bool isChanged = false;
    for (const auto& prefix : prefixes_) {
      auto before = old.under(prefix), after = file.document.under(prefix);
      if (before == after) continue;
      draft.blocks.push_back({path, prefix, std::move(before), std::move(after)});
      isChanged = true;
    }
    if (isChanged) draft.files[path] = text;
  }
  return draft;
}

}  // namespace herald::core
