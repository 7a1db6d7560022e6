// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/configuration_editor.h"

#include <algorithm>
#include <utility>

#include "engine/config/names.h"
#include "engine/config/property_text.h"
#include "engine/config_edit/console_documents.h"
#include "engine/config_edit/draft_maker.h"

namespace herald::core {

namespace {

using Written = PropertiesDocument::Written;

/// What is wrong with the text is said by the check of the draft.
WrittenProperties writtenNow(const std::filesystem::path& file) {
  std::vector<ConfigProblem> ignored;
  return readWritten(file, ConfigFiles(), ignored);
}

[[noreturn]] void refuseMissing(const std::string& kind, const std::string& name) {
  throw BadForm({{.key = "name", .detail = "there is no " + kind + " `" + name + "`"}});
}

Location placeBelow(const WrittenProperties& written, const std::string& kind, const std::string& name) {
  const auto found = written.below.lower_bound(kind + "." + name + ".");
  return found == written.below.end() ? Location{} : found->second.at;
}

/// The properties of the block in the files of the console.
std::vector<Written> inConsole(const WrittenBlock& block, const ConsoleDocuments& documents) {
  std::vector<Written> properties;
  for (const auto& part : block.parts) {
    if (auto text = documents.textOf(part.entry.key); !text.empty())
      properties.push_back({part.entry.key, std::move(text)});
  }
  return properties;
}

}  // namespace

ConfigurationEditor::ConfigurationEditor(std::filesystem::path file, FormRules rules)
    : file_(std::move(file)), rules_(std::move(rules)) {}

std::vector<WrittenBlock> ConfigurationEditor::blocks(const std::string& kind) const {
  const auto written = writtenNow(file_);
  const WrittenBlocks reader(written, file_, rules_);
  std::vector<WrittenBlock> all;
  for (const auto& name : reader.names(kind)) all.push_back(reader.find(kind, name));
  return all;
}

std::optional<WrittenBlock> ConfigurationEditor::block(const std::string& kind, const std::string& name) const {
  if (!isName(name)) return std::nullopt;
  const auto written = writtenNow(file_);
  auto block = WrittenBlocks(written, file_, rules_).find(kind, name);
  return block.parts.empty() ? std::nullopt : std::optional(std::move(block));
}

ConfigurationDraft ConfigurationEditor::put(const BlockForm& form) const {
  if (form.original && !isName(*form.original)) refuseMissing(form.kind, *form.original);
  const auto written = writtenNow(file_);
  const WrittenBlocks reader(written, file_, rules_);
  auto before = form.original ? reader.find(form.kind, *form.original) : WrittenBlock{};
  return DraftMaker(file_, written, rules_, std::move(before), form, reader.typeOf(form.values)).make();
}

ConfigurationDraft ConfigurationEditor::takeOver(const std::string& kind, const std::string& name) const {
  const auto found = block(kind, name);
  if (!found) refuseMissing(kind, name);
  return put({.kind = kind, .name = name, .original = name, .values = found->values()});
}

ConfigurationDraft ConfigurationEditor::set(const std::string& kind, const std::string& name, const std::string& option,
                                            const std::string& text) const {
  if (!isName(name)) refuseMissing(kind, name);
  const auto written = writtenNow(file_);
  const auto block = WrittenBlocks(written, file_, rules_).find(kind, name);
  if (block.parts.empty()) refuseMissing(kind, name);
  ConsoleDocuments documents(written);
  const std::string prefix = kind + "." + name + ".";
  auto properties = inConsole(block, documents);
  std::erase_if(properties, [&](const Written& each) {
    return each.key == prefix + option || each.key == prefix + option + ".file";
  });
  properties.push_back({prefix + option, propertyText(prefix + option, text)});
  documents.set(prefix, prefix, properties);
  return documents.draft();
}

ConfigurationDraft ConfigurationEditor::remove(const std::string& kind, const std::string& name) const {
  if (!isName(name)) refuseMissing(kind, name);
  const auto written = writtenNow(file_);
  const auto block = WrittenBlocks(written, file_, rules_).find(kind, name);
  if (block.parts.empty()) refuseMissing(kind, name);
  if (block.isBelow && kind != "sink" && kind != "source")
    throw BadForm({{.key = "name", .detail = toString(placeBelow(written, kind, name)) + " has it: remove it there"}});
  ConsoleDocuments documents(written);
  const std::string prefix = kind + "." + name + ".";
  std::vector<Written> left;
  if (block.isBelow) left.push_back({prefix + "enabled", propertyText(prefix + "enabled", "false")});
  documents.set(prefix, prefix, left);
  return documents.draft();
}

ConfigurationDraft ConfigurationEditor::undo(const std::vector<BlockChange>& changes) const {
  ConsoleDocuments documents(writtenNow(file_));
  for (const auto& change : changes) documents.restore(change);
  return documents.draft();
}

std::filesystem::path ConfigurationEditor::dataDir() const { return writtenNow(file_).dataDir; }

}  // namespace herald::core
