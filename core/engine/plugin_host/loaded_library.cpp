// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/loaded_library.h"

#include <Poco/Manifest.h>
#include <Poco/SharedLibrary.h>
#include <dlfcn.h>

#include <stdexcept>
#include <utility>

#include "engine/plugin_host/plugin_thread.h"
#include "herald/declaration.h"
#include "herald/sink.h"
#include "herald/source.h"
#include "herald/thread.h"
#include "herald/transform.h"

namespace herald::core {

/// What Poco::ClassLoader<Plugin> does for one library. That opens libraries for the whole process (RTLD_GLOBAL), and
/// can be told otherwise only since Poco 1.15. Each call into the library shares it, since a hanging call may outlive
/// the LoadedLibrary.
struct LoadedLibrary::Code {
  explicit Code(std::shared_ptr<SealedFile> sealed) : file(std::move(sealed)) {}
  const std::shared_ptr<SealedFile> file;
  const std::string path = file->path();
  bool mapped = false;  // it is in memory
  bool usable = false;  // and its classes are known
  Poco::SharedLibrary library{};
  Poco::Manifest<Plugin> classes{};

  void load();
  Plugin* make(const std::string& manifestName) const { return classes.find(manifestName)->create(); }
};

namespace {

/// Runs one step in the life of a class. The error names the step.
void step(const std::string& name, Millis limit, std::function<void()> call) {
  try {
    callPlugin(name, limit, std::move(call));
  } catch (const PluginHangs&) {
    throw;
  } catch (const NoThread&) {
    throw;
  } catch (const std::exception& error) {
    throw std::runtime_error(name + " threw: " + error.what());
  }
}

/// The type in a name of the manifest. A library of an older SDK names the type alone.
std::string typeIn(const std::string& manifestName) {
  for (const std::string kind : {"source/", "transform/", "sink/"}) {
    if (manifestName.starts_with(kind)) return manifestName.substr(kind.size());
  }
  return manifestName;
}

std::string loadError(const std::string& path) {
  std::string error = dlerror();
  if (const auto prefix = path + ": "; error.starts_with(prefix)) error.erase(0, prefix.size());
  return "cannot be loaded (" + error + "): link all libraries that it uses";
}

}  // namespace

// Poco binds symbols lazily, so a missing one would end the process later. This dlopen binds all of them first. Nothing
// is bound deep (RTLD_DEEPBIND): then a plugin would use another std::cout and another operator new than Herald.
void LoadedLibrary::Code::load() {
  if (!dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) throw std::runtime_error(loadError(path));
  file->stayOpen();
  mapped = true;
  library.load(path, Poco::SharedLibrary::SHLIB_LOCAL);
  if (!library.hasSymbol("pocoBuildManifest")) {
    throw std::runtime_error("has no manifest: name its classes between HERALD_PLUGINS_BEGIN and HERALD_PLUGINS_END");
  }
  if (library.hasSymbol("pocoInitializeLibrary")) {
    reinterpret_cast<void (*)()>(library.getSymbol("pocoInitializeLibrary"))();
  }
  const auto build = reinterpret_cast<bool (*)(Poco::ManifestBase*)>(library.getSymbol("pocoBuildManifest"));
  if (!build(&classes)) {
    throw std::runtime_error("has a manifest for another base class: use HERALD_PLUGINS_BEGIN, and rebuild it");
  }
  usable = true;
}

LoadedLibrary::LoadedLibrary(std::shared_ptr<SealedFile> file, Millis limit)
    : limit_(limit), code_(std::make_shared<Code>(std::move(file))) {
  try {
    load();
    readOffers();
  } catch (const PluginHangs&) {
    flaw_ = kHangs;
  } catch (const std::runtime_error& error) {
    if (!code_->mapped) throw;
    flaw_ = error.what();
  }
}

LoadedLibrary::LoadedLibrary(std::shared_ptr<SealedFile> file, Millis limit, std::vector<Library::Offer> offers)
    : limit_(limit), code_(std::make_shared<Code>(std::move(file))), offers_(std::move(offers)) {}

bool LoadedLibrary::isLoaded() const { return !flaw_.empty() || code_->mapped; }

void LoadedLibrary::load() {
  callPlugin("loading it", limit_, [code = code_] { code->load(); });
}

// If nothing was loaded, the next try may succeed: a library that it uses may be there by then.
void LoadedLibrary::loadBeforeUse() {
  if (!flaw_.empty()) throw std::runtime_error("its library " + flaw_);
  if (code_->usable) return;
  try {
    load();
  } catch (const PluginHangs&) {
    flaw_ = kHangs;
  } catch (const NoThread&) {
    throw;
  } catch (const std::runtime_error& error) {
    if (!code_->mapped) throw std::runtime_error(std::string("its library ") + error.what());
    flaw_ = error.what();
  }
  if (!flaw_.empty()) throw std::runtime_error("its library " + flaw_);
}

void LoadedLibrary::readOffers() {
  const auto& classes = code_->classes;
  for (auto plugin = classes.begin(); plugin != classes.end(); ++plugin) tryOut(plugin->name());
  if (offers_.empty() && refused_.empty()) {
    throw std::runtime_error("offers nothing: name its classes with HERALD_PLUGIN");
  }
}

void LoadedLibrary::tryOut(const std::string& manifestName) {
  const auto type = typeIn(manifestName);
  try {
    const auto plugin = create({.type = type, .manifestName = manifestName});
    const auto options = std::make_shared<std::vector<Option>>();
    step("options() of `" + type + "`", limit_, [plugin, options] { *options = plugin->options(); });
    const auto summary = std::make_shared<std::string>();
    step("summary() of `" + type + "`", limit_, [plugin, summary] { *summary = plugin->summary(); });
    const auto kind = kindOf(*plugin);
    if (kind.empty())
      throw std::runtime_error("`" + type + "` is not a source, transform or sink: derive it from one of them");
    if (const auto problems = declarationProblems(kind, *options); !problems.empty())
      throw std::runtime_error("options() of `" + type + "`: option `" + problems.front().option + "` " +
                               problems.front().why);
    offers_.push_back({type, kind, *options, manifestName, *summary});
  } catch (const NoThread&) {
    throw;  // the class is not to blame
  } catch (const std::exception& error) {
    auto& why = refused_[type];
    why += (why.empty() ? "" : "; ") + std::string(error.what());
  }
}

std::shared_ptr<Plugin> LoadedLibrary::create(const Library::Offer& offer) {
  loadBeforeUse();
  const auto made = std::make_shared<std::unique_ptr<Plugin>>();
  step("the constructor of `" + offer.type + "`", limit_,
       [made, name = offer.manifestName, code = code_] { made->reset(code->make(name)); });
  return {made->release(), [type = offer.type, limit = limit_, code = code_](Plugin* plugin) {
            try {
              callPlugin("the destructor of `" + type + "`", limit, [plugin, code] { delete plugin; });
            } catch (const NoThread&) {
              delete plugin;  // here, without a limit: otherwise what it has open stays open
            } catch (...) {
              // The destructor hangs and is left behind.
            }
          }};
}

std::unique_ptr<Plugin> LoadedLibrary::make(const Library::Offer& offer) const {
  return std::unique_ptr<Plugin>(code_->make(offer.manifestName));
}

std::string kindOf(const Plugin& plugin) {
  if (dynamic_cast<const Source*>(&plugin)) return "source";
  if (dynamic_cast<const Transform*>(&plugin)) return "transform";
  if (dynamic_cast<const Sink*>(&plugin)) return "sink";
  return {};
}

}  // namespace herald::core
