// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/contract/given_options.h"

#include <algorithm>
#include <utility>

#include "engine/config/block_settings.h"

namespace fs = std::filesystem;

namespace herald::core::ctl {

namespace {

/// The declaration of an option, or of the map that has it as a member; nullptr if there is none.
const Option* declared(const std::vector<Option>& options, const std::string& key) {
  const auto name = currentName(options, key);
  const auto isIt = [&](const Option& option) {
    return option.name == name || (hasMembers(option.type) && name.starts_with(option.name + "."));
  };
  const auto found = std::ranges::find_if(options, isIt);
  return found == options.end() ? nullptr : &*found;
}

bool declaresNone(const std::vector<Library::Offer>& all, const std::string& key) {
  return std::ranges::none_of(all, [&](const auto& offer) { return declared(offer.options, key) != nullptr; });
}

/// A path of the command line begins where the user stands.
std::string absolute(const Option* option, const std::string& text) {
  return option && option->type == Type::Path && !text.empty() ? fs::absolute(text).string() : text;
}

void askForMissing(const Library::Offer& offer, const Block& block, std::vector<ConfigProblem>& problems) {
  for (const auto& option : offer.options) {
    if (option.required && !isSet(block.entries, "", option.name))
      problems.push_back({{}, option.name, "is required: give it with --set " + option.name + "=VALUE"});
  }
}

}  // namespace

GivenOptions::GivenOptions(const fs::path& configuration, Values single) : single_(std::move(single)) {
  if (!configuration.empty()) configuration_ = readConfiguration(configuration);
}

Block GivenOptions::blockOf(const Library::Offer& offer) const {
  Block own{.kind = offer.kind, .name = offer.type, .folder = fs::current_path().string()};
  const auto& blocks = offer.kind == "sink"     ? configuration_.sinks
                       : offer.kind == "source" ? configuration_.sources
                                                : configuration_.transforms;
  const auto found =
      std::ranges::find_if(blocks, [&](const auto& block) { return block.second.text("type") == offer.type; });
  if (found == blocks.end()) return own;
  own.folder = found->second.folder;
  for (const auto& [name, entry] : found->second.entries)
    if (declared(offer.options, name)) own.entries[name] = entry;
  return own;
}

GivenOptions::Values GivenOptions::valuesFor(const Library::Offer& offer,
                                             const std::vector<Library::Offer>& all) const {
  Block block = blockOf(offer);
  for (const auto& [key, text] : single_) {
    const Option* option = declared(offer.options, key);
    if (option || declaresNone(all, key)) block.entries[key] = {.text = absolute(option, text), .at = {}, .key = key};
  }
  std::vector<ConfigProblem> problems;
  askForMissing(offer, block, problems);
  if (!problems.empty()) throw BadConfiguration(problems);
  const auto settings = checkBlock(block, offer.options, problems);
  if (!settings) throw BadConfiguration(problems);
  return settings->values();
}

}  // namespace herald::core::ctl
