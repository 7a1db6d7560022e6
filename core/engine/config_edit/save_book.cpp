// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/save_book.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/files/private_folder.h"
#include "base/files/read_file.h"
#include "base/files/replace_file.h"
#include "herald/event.h"
#include "herald/json.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

using Written = PropertiesDocument::Written;

constexpr std::size_t kLargestSave = std::size_t{32} << 20;

std::string writtenJson(const std::vector<Written>& properties) {
  std::string array;
  for (const auto& [key, text] : properties)
    array += (array.empty() ? "" : ",") + JsonObject().add("key", key).add("text", text).text();
  return "[" + array + "]";
}

std::vector<Written> writtenFrom(std::string_view array) {
  std::vector<Written> properties;
  for (const auto one : jsonElements(array))
    properties.push_back({jsonToText(jsonAt(one, "key")), jsonToText(jsonAt(one, "text"))});
  return properties;
}

std::string saveJson(const Save& save) {
  std::string blocks;
  for (const auto& block : save.blocks) {
    blocks += (blocks.empty() ? "" : ",") + JsonObject()
                                                .add("file", block.file.string())
                                                .add("prefix", block.prefix)
                                                .addRaw("before", writtenJson(block.before))
                                                .addRaw("after", writtenJson(block.after))
                                                .text();
  }
  JsonObject json;
  json.add("time", toRfc3339(save.time))
      .add("what", save.what)
      .add("undone", save.isUndone)
      .addRaw("blocks", "[" + blocks + "]");
  if (save.rename) json.add("from", save.rename->from).add("to", save.rename->to);
  return json.text();
}

std::optional<Save> saveFrom(std::uint64_t id, const std::string& json) {
  const auto time = parseRfc3339(jsonToText(jsonAt(json, "time")));
  if (!time || !isJsonObject(json)) return std::nullopt;
  Save save{id, *time, jsonToText(jsonAt(json, "what")), jsonAt(json, "undone") == "true", {}, {}};
  for (const auto block : jsonElements(jsonAt(json, "blocks"))) {
    save.blocks.push_back({jsonToText(jsonAt(block, "file")), jsonToText(jsonAt(block, "prefix")),
                           writtenFrom(jsonAt(block, "before")), writtenFrom(jsonAt(block, "after"))});
  }
  if (auto from = jsonToText(jsonAt(json, "from")); !from.empty())
    save.rename = BlockRename{std::move(from), jsonToText(jsonAt(json, "to"))};
  return save;
}

std::uint64_t idOf(const fs::path& file) {
  const auto stem = file.stem().string();
  std::uint64_t id = 0;
  const auto* const end = stem.data() + stem.size();
  const bool isId = std::from_chars(stem.data(), end, id).ptr == end && file.extension() == ".json";
  return isId ? id : 0;
}

}  // namespace

fs::path SaveBook::fileOf(std::uint64_t id) const { return folder_ / (std::to_string(id) + ".json"); }

std::vector<Save> SaveBook::all() const {
  std::vector<Save> saves;
  std::error_code error;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
    const auto id = idOf(it->path());
    if (id == 0) continue;
    try {
      if (auto save = saveFrom(id, readFile(it->path(), kLargestSave))) saves.push_back(std::move(*save));
    } catch (const std::system_error&) {
      continue;
    }
  }
  std::sort(saves.begin(), saves.end(), [](const Save& a, const Save& b) { return a.id > b.id; });
  return saves;
}

std::uint64_t SaveBook::add(Save save) {
  const auto before = all();
  save.id = before.empty() ? 1 : before.front().id + 1;
  makePrivateFolder(folder_);
  write(save);
  for (std::size_t i = kMost - 1; i < before.size(); ++i) remove(before[i].id);
  return save.id;
}

void SaveBook::markUndone(std::uint64_t id) {
  auto saves = all();
  const auto found = std::ranges::find(saves, id, &Save::id);
  if (found == saves.end()) return;
  found->isUndone = true;
  write(*found);
}

void SaveBook::remove(std::uint64_t id) {
  std::error_code ignored;
  fs::remove(fileOf(id), ignored);
}

void SaveBook::write(const Save& save) const { replaceFile(fileOf(save.id), saveJson(save)); }

}  // namespace herald::core
