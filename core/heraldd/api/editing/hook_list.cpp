// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/hook_list.h"

#include <stdexcept>

#include "base/logging/shown_address.h"
#include "engine/config/configuration.h"
#include "engine/config/presets.h"
#include "engine/config/standard_paths.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

std::string hookTitleOf(const WrittenBlock& block, const Presets& presets) {
  if (block.preset.empty()) return block.type;
  try {
    std::vector<ConfigProblem> ignored;
    const auto preset = presets.read(block.preset, ignored);
    return preset.title.empty() ? block.preset : preset.title;
  } catch (const std::out_of_range&) {
    return block.preset;
  }
}

std::vector<std::string> eventsOf(const Block& block) {
  const auto text = block.text("events");
  return text.empty() ? std::vector<std::string>()
                      : Settings({{.name = "events", .type = Type::List}}, {{"events", text}}).list("events");
}

std::string shownFile(const WrittenBlock& block, const fs::path& dataDir) {
  const fs::path file(placeOf(block.at));
  return block.isOfConsole ? file.lexically_relative(dataDir).string() : file.string();
}

}  // namespace

std::string addressOf(const Block& block, const std::vector<Option>& options) {
  const Entry* entry = block.find("url");
  if (!entry || entry->text.empty()) return {};
  if (!entry->fromFile && !isSecretValue(options, "url", entry->text)) return entry->text;
  return shownAddress(entry->text);
}

bool isSwitchedOn(const Block& block) {
  try {
    const auto text = block.text("enabled");
    return text.empty() || Settings({{.name = "enabled", .type = Type::Flag}}, {{"enabled", text}}).flag("enabled");
  } catch (const BadSettings&) {
    return true;
  }
}

std::vector<HookFacts> HookList::all() const {
  const auto configuration = readConfiguration(editor_.file());
  const Presets presets(presetFolders(editor_.file()));
  std::vector<HookFacts> hooks;
  for (auto& block : editor_.blocks("sink")) {
    HookFacts hook{.title = hookTitleOf(block, presets), .file = shownFile(block, configuration.dataDir)};
    if (const auto found = configuration.sinks.find(block.name); found != configuration.sinks.end()) {
      hook.isEnabled = isSwitchedOn(found->second);
      hook.events = eventsOf(found->second);
      hook.address = addressOf(found->second, editor_.rules().options("sink", block.type));
    }
    hook.block = std::move(block);
    hooks.push_back(std::move(hook));
  }
  return hooks;
}

}  // namespace herald::core
