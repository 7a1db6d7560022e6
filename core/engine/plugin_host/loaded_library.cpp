// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/loaded_library.h"

#include <Poco/ClassLoader.h>
#include <dlfcn.h>

#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files/sealed_file.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/sink.h"
#include "herald/source.h"
#include "herald/thread.h"
#include "herald/transform.h"

namespace herald::core {

/// Each call into the library shares it, since a hanging call may outlive the LoadedLibrary.
struct LoadedLibrary::Code {
  Code(const std::string& name, std::string_view bytes) : file(name, bytes) {}
  SealedFile file;
  const std::string path = file.path();
  bool mapped = false;
  Poco::ClassLoader<Plugin> loader{};

  void load();
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

std::string loadError(const std::string& path) {
  std::string error = dlerror();
  if (const auto prefix = path + ": "; error.starts_with(prefix)) error.erase(0, prefix.size());
  return "cannot be loaded (" + error + "): link all libraries that it uses";
}

}  // namespace

// ClassLoader binds symbols lazily, so a missing one would end the process later. This dlopen binds all of them first;
// ClassLoader then finds the library in memory, by its path.
void LoadedLibrary::Code::load() {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) throw std::runtime_error(loadError(path));
  file.stayOpen();
  mapped = true;
  if (!dlsym(library, "pocoBuildManifest")) {
    throw std::runtime_error("has no manifest: name its classes between HERALD_PLUGINS_BEGIN and HERALD_PLUGINS_END");
  }
  try {
    loader.loadLibrary(path);
  } catch (const Poco::LibraryLoadException&) {
    throw std::runtime_error("has a manifest for another base class: use HERALD_PLUGINS_BEGIN, and rebuild it");
  }
}

LoadedLibrary::LoadedLibrary(const std::string& name, std::string_view bytes, Millis limit) : limit_(limit) {
  try {
    code_ = std::make_shared<Code>(name, bytes);
  } catch (const std::system_error& error) {
    throw std::runtime_error("cannot be put into memory: " + error.code().message());
  }
  try {
    callPlugin("loading it", limit, [code = code_] { code->load(); });
    readOffers();
  } catch (const PluginHangs&) {
    flaw_ = "hangs while it is loaded: its static objects must not wait for anything";
  } catch (const std::runtime_error& error) {
    if (!code_->mapped) throw;
    flaw_ = error.what();
  }
}

void LoadedLibrary::readOffers() {
  const auto& manifest = code_->loader.manifestFor(code_->path);
  for (auto plugin = manifest.begin(); plugin != manifest.end(); ++plugin) tryOut(plugin->name());
  if (offers_.empty() && refused_.empty()) {
    throw std::runtime_error("offers nothing: name its classes with HERALD_PLUGIN");
  }
}

void LoadedLibrary::tryOut(const std::string& type) {
  try {
    const auto plugin = create(type);
    const auto options = std::make_shared<std::vector<Option>>();
    step("options() of `" + type + "`", limit_, [plugin, options] { *options = plugin->options(); });
    const auto kind = kindOf(*plugin);
    if (kind.empty())
      throw std::runtime_error("`" + type + "` is not a source, transform or sink: derive it from one of them");
    offers_.push_back({type, kind, *options});
  } catch (const NoThread&) {
    throw;  // the class is not to blame
  } catch (const std::exception& error) {
    refused_[type] = error.what();
  }
}

std::shared_ptr<Plugin> LoadedLibrary::create(const std::string& type) const {
  const auto made = std::make_shared<std::unique_ptr<Plugin>>();
  step("the constructor of `" + type + "`", limit_,
       [made, type, code = code_] { made->reset(code->loader.create(type)); });
  return {made->release(), [type, limit = limit_, code = code_](Plugin* plugin) {
            try {
              callPlugin("the destructor of `" + type + "`", limit, [plugin, code] { delete plugin; });
            } catch (const NoThread&) {
              delete plugin;  // here, without a limit: otherwise what it has open stays open
            } catch (...) {
              // The destructor hangs and is left behind.
            }
          }};
}

std::string kindOf(const Plugin& plugin) {
  if (dynamic_cast<const Source*>(&plugin)) return "source";
  if (dynamic_cast<const Transform*>(&plugin)) return "transform";
  if (dynamic_cast<const Sink*>(&plugin)) return "sink";
  return {};
}

}  // namespace herald::core
