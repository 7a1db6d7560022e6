// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_host.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <system_error>
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

/// Refuses a library after it was loaded, and keeps the names of its types.
void refuse(Library& library, std::string reason) {
  library.loaded = false;
  library.reason = std::move(reason);
  library.warning.clear();
  library.refused.clear();
  for (const auto& offer : std::exchange(library.offers, {})) library.named.push_back(offer.type);
}

}  // namespace

struct PluginHost::Impl {
  const Millis limit;
  const fs::path trial;
  const Requirements requirements = runningRequirements();
  std::map<std::string, LoadedLibrary> known{};                // by hash; what is loaded stays, as its code does
  std::map<std::string, std::string> ruinous{};                // by hash: why the bytes must not be loaded
  std::map<std::string, std::shared_ptr<SealedFile>> fresh{};  // by hash: what is to be tried or loaded
  std::vector<Library> libraries{};

  void add(const fs::path& folder);
  void guarded(Library& library, void (Impl::*step)(Library& library));
  void check(Library& library);
  void tryFresh();
  void forgetOld();
  void load(Library& library);
  std::vector<FoundPlugin> ofType(const std::string& type) const;
  std::optional<FoundPlugin> find(const std::string& kind, const std::string& type) const;
};

void PluginHost::Impl::add(const fs::path& folder) {
  try {
    for (const auto& file : librariesIn(folder)) guarded(libraries.emplace_back(Library{.file = file}), &Impl::check);
  } catch (const fs::filesystem_error& error) {
    libraries.push_back({.file = folder, .reason = "cannot be searched for plugins: " + error.code().message()});
  }
}

/// Refuses the library if the step fails.
void PluginHost::Impl::guarded(Library& library, void (Impl::*step)(Library& library)) {
  try {
    (this->*step)(library);
  } catch (const NoThread&) {
    throw;  // the file is not to blame
  } catch (const std::exception& error) {
    refuse(library, error.what());
    if (!contains(library.named, library.file.stem())) library.named.push_back(library.file.stem());
  }
}

/// Everything that needs none of its code.
void PluginHost::Impl::check(Library& library) {
  const auto file = readPluginFile(library.file);
  const auto report = checkElf(file.bytes, requirements);
  library.hash = file.hash;
  library.version = report.version;
  library.builtFor = report.builtFor;
  library.warning = report.warning;
  library.named = report.types;
  if (!report.reason.empty()) throw std::runtime_error(report.reason);
  if (known.contains(file.hash) || ruinous.contains(file.hash) || fresh.contains(file.hash)) return;
  try {
    fresh.emplace(file.hash, std::make_shared<SealedFile>(library.file.filename(), file.bytes));
  } catch (const std::system_error& error) {
    throw std::runtime_error("cannot be put into memory: " + error.code().message());
  }
}

void PluginHost::Impl::tryFresh() {
  std::vector<std::string> hashes;
  std::vector<std::shared_ptr<SealedFile>> files;
  for (const auto& [hash, file] : fresh) {
    hashes.push_back(hash);
    files.push_back(file);
  }
  std::vector<TrialResult> results;
  try {
    tryLibraries(files, trial, limit, results);
  } catch (const std::runtime_error& error) {
    Poco::Logger::get("herald").warning(std::string("plugins are loaded without a trial: ") + error.what());
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    auto& [reason, offers] = results[i];
    if (!reason.empty()) ruinous[hashes[i]] = reason;
    if (offers) known.try_emplace(hashes[i], files[i], limit, std::move(*offers));
  }
}

void PluginHost::Impl::load(Library& library) {
  if (const auto ruins = ruinous.find(library.hash); ruins != ruinous.end()) throw std::runtime_error(ruins->second);
  auto found = known.find(library.hash);
  if (found == known.end()) found = known.try_emplace(library.hash, fresh.at(library.hash), limit).first;
  const auto& code = found->second;
  if (!code.flaw().empty()) throw std::runtime_error(code.flaw());
  for (const auto& offer : code.offers()) {
    const auto other = find(offer.kind, offer.type);
    if (!other) continue;
    throw std::runtime_error("offers the " + offer.kind + " `" + offer.type + "`, which " +
                             other->library.file.string() + " offers too: remove one of them");
  }
  library.offers = code.offers();
  library.refused = code.refused();
  library.named.clear();
  library.loaded = true;
}

/// Gives back the bytes that were never loaded, and that no file has any longer.
void PluginHost::Impl::forgetOld() {
  std::erase_if(known, [this](const auto& one) {
    const auto isIt = [&](const Library& library) { return library.hash == one.first; };
    return !one.second.isLoaded() && std::none_of(libraries.begin(), libraries.end(), isIt);
  });
}

std::vector<FoundPlugin> PluginHost::Impl::ofType(const std::string& type) const {
  std::vector<FoundPlugin> found;
  for (const auto& library : libraries) {
    for (const auto& offer : library.offers) {
      if (offer.type == type) found.push_back({library, offer});
    }
  }
  return found;
}

std::optional<FoundPlugin> PluginHost::Impl::find(const std::string& kind, const std::string& type) const {
  for (const auto& found : ofType(type)) {
    if (found.offer.kind == kind) return found;
  }
  return std::nullopt;
}

PluginHost::PluginHost(Millis limit, fs::path trial) : impl_(new Impl{limit, std::move(trial)}) {}

PluginHost::~PluginHost() = default;

void PluginHost::scan(const std::vector<fs::path>& folders) {
  impl_->libraries.clear();
  std::set<fs::path> seen;
  for (const auto& folder : folders) {
    std::error_code missing;
    const auto real = fs::canonical(folder, missing);
    if (seen.insert(missing ? folder : real).second) impl_->add(folder);
  }
  impl_->tryFresh();
  for (auto& library : impl_->libraries) {
    if (library.reason.empty()) impl_->guarded(library, &Impl::load);
  }
  impl_->fresh.clear();
  impl_->forgetOld();
}

const std::vector<Library>& PluginHost::libraries() const { return impl_->libraries; }

std::optional<FoundPlugin> PluginHost::find(const std::string& kind, const std::string& type) const {
  return impl_->find(kind, type);
}

std::vector<FoundPlugin> PluginHost::ofType(const std::string& type) const { return impl_->ofType(type); }

std::string PluginHost::whyMissing(const std::string& kind, const std::string& type) const {
  std::vector<std::string> types;
  for (const auto& library : impl_->libraries) {
    if (const auto refused = library.refused.find(type); refused != library.refused.end()) {
      return "type `" + type + "` of " + library.file.string() + " cannot be used: " + refused->second;
    }
    if (contains(library.named, type))
      return "type `" + type + "` is missing: " + library.file.string() + " " + library.reason;
    for (const auto& offer : library.offers) {
      if (kind.empty() || offer.kind == kind) types.push_back(offer.type);
    }
  }
  if (const auto others = ofType(type); !others.empty())
    return "`" + type + "` is a " + others.front().offer.kind + ", not a " + kind;
  return "unknown type `" + type + "`" + didYouMean(type, types);
}

std::shared_ptr<Plugin> PluginHost::create(const std::string& kind, const std::string& type) const {
  const auto found = find(kind, type);
  if (!found) throw std::runtime_error(whyMissing(kind, type));
  return impl_->known.at(found->library.hash).create(found->offer);
}

}  // namespace herald::core
