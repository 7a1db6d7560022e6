// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_host.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "engine/plugin_host/elf_check.h"
#include "engine/plugin_host/loaded_library.h"
#include "engine/plugin_host/plugin_file.h"
#include "herald/thread.h"

namespace fs = std::filesystem;

namespace herald::core {
namespace {

std::vector<fs::path> librariesIn(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".so") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const Library::Offer* findOffer(const Library& library, const std::string& type) {
  const auto offer =
      std::find_if(library.offers.begin(), library.offers.end(), [&](auto& o) { return o.type == type; });
  return offer == library.offers.end() ? nullptr : &*offer;
}

/// Refuses a library after it was loaded, and keeps the names of its types.
void refuse(Library& library, std::string reason) {
  library.loaded = false;
  library.reason = std::move(reason);
  library.refused.clear();
  for (const auto& offer : std::exchange(library.offers, {})) library.named.push_back(offer.type);
}

}  // namespace

struct PluginHost::Impl {
  const Millis limit;
  const Requirements requirements = runningRequirements();
  std::map<std::string, LoadedLibrary> loaded{};  // by hash; grows only, as the code in memory does
  std::vector<Library> libraries{};

  void add(const fs::path& folder);
  Library inspect(const fs::path& file);
  void load(Library& library);
  const Library* find(const std::string& type) const;
};

void PluginHost::Impl::add(const fs::path& folder) {
  try {
    for (const auto& file : librariesIn(folder)) libraries.push_back(inspect(file));
  } catch (const fs::filesystem_error& error) {
    libraries.push_back({.file = folder, .reason = "cannot be searched for plugins: " + error.code().message()});
  }
}

Library PluginHost::Impl::inspect(const fs::path& file) {
  Library library{.file = file};
  try {
    load(library);
  } catch (const NoThread&) {
    throw;  // the file is not to blame
  } catch (const std::exception& error) {
    refuse(library, error.what());
    if (!contains(library.named, file.stem())) library.named.push_back(file.stem());
  }
  return library;
}

void PluginHost::Impl::load(Library& library) {
  const auto file = readPluginFile(library.file);
  const auto report = checkElf(file.bytes, requirements);
  library.hash = file.hash;
  library.version = report.version;
  library.builtFor = report.builtFor;
  library.named = report.types;
  if (!report.reason.empty()) throw std::runtime_error(report.reason);

  auto known = loaded.find(file.hash);
  if (known == loaded.end()) {
    known = loaded.try_emplace(file.hash, library.file.filename(), file.bytes, limit).first;
  }
  if (!known->second.flaw().empty()) throw std::runtime_error(known->second.flaw());
  for (const auto& offer : known->second.offers()) {
    const auto* other = find(offer.type);
    if (!other) continue;
    throw std::runtime_error("offers `" + offer.type + "`, which " + other->file.string() +
                             " offers too: remove one of them");
  }
  library.offers = known->second.offers();
  library.refused = known->second.refused();
  library.named.clear();
  library.loaded = true;
}

const Library* PluginHost::Impl::find(const std::string& type) const {
  const auto library = std::find_if(libraries.begin(), libraries.end(), [&](auto& l) { return findOffer(l, type); });
  return library == libraries.end() ? nullptr : &*library;
}

PluginHost::PluginHost(Millis limit) : impl_(new Impl{limit}) {}

PluginHost::~PluginHost() = default;

void PluginHost::scan(const std::vector<fs::path>& folders) {
  impl_->libraries.clear();
  std::set<fs::path> seen;
  for (const auto& folder : folders) {
    std::error_code missing;
    const auto real = fs::canonical(folder, missing);
    if (seen.insert(missing ? folder : real).second) impl_->add(folder);
  }
}

const std::vector<Library>& PluginHost::libraries() const { return impl_->libraries; }

const Library* PluginHost::find(const std::string& type) const { return impl_->find(type); }

std::string PluginHost::whyMissing(const std::string& type) const {
  std::vector<std::string> types;
  for (const auto& library : impl_->libraries) {
    if (const auto refused = library.refused.find(type); refused != library.refused.end()) {
      return "type `" + type + "` of " + library.file.string() + " cannot be used: " + refused->second;
    }
    if (contains(library.named, type))
      return "type `" + type + "` is missing: " + library.file.string() + " " + library.reason;
    for (const auto& offer : library.offers) types.push_back(offer.type);
  }
  return "unknown type `" + type + "`" + didYouMean(type, types);
}

std::shared_ptr<Plugin> PluginHost::create(const std::string& type) const {
  const auto* library = find(type);
  if (!library) throw std::runtime_error(whyMissing(type));
  return impl_->loaded.at(library->hash).create(type);
}

}  // namespace herald::core
