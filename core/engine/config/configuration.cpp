// SPDX-License-Identifier: Apache-2.0
#include "engine/config/configuration.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>

#include <algorithm>
#include <utility>

#include "engine/config/applied_presets.h"
#include "engine/config/block_settings.h"
#include "engine/config/core_options.h"
#include "engine/config/expansion.h"
#include "engine/config/file_twins.h"
#include "engine/config/names.h"
#include "engine/config/presets.h"
#include "engine/config/relative_paths.h"
#include "engine/config/standard_paths.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

/// The kinds that have one block, without a name.
const std::vector<std::string> kCoreKinds{"herald", "admin", "console", "log", "outbox"};

const std::vector<std::string> kKinds{"herald", "admin", "console",  "log",     "source",     "transform",
                                      "sink",   "route", "defaults", "logging", "application"};

/// Sorts the entries into the blocks of a configuration.
class Sorter {
 public:
  /// `folder` is where relative paths begin.
  Sorter(Configuration& configuration, std::string folder) : configuration_(configuration), folder_(std::move(folder)) {
    for (const auto& kind : kCoreKinds) configuration_.core[kind] = {.kind = kind, .folder = folder_};
  }

  void add(const Entry& entry) {
    const auto dot = entry.key.find('.');
    const std::string kind = entry.key.substr(0, dot);
    const std::string rest = dot == std::string::npos ? "" : entry.key.substr(dot + 1);
    if (const auto core = configuration_.core.find(kind); core != configuration_.core.end() && !rest.empty()) {
      core->second.entries[rest] = entry;
    } else if (Blocks* blocks = blocksOf(kind)) {
      addTo(*blocks, kind, rest, entry);
    } else if (kind == "logging") {
      configuration_.logging[entry.key] = entry;
    } else if (kind == "openSSL") {
      problem(entry, "TLS has options per plugin: use tls.*, as in sink.NAME.tls.ca");
    } else if (kind != "application") {
      problem(entry, "unknown key: a key cannot begin with `" + kind + "`" + didYouMean(kind, kKinds));
    }
  }

 private:
  Blocks* blocksOf(const std::string& kind) {
    if (kind == "source") return &configuration_.sources;
    if (kind == "sink") return &configuration_.sinks;
    if (kind == "transform") return &configuration_.transforms;
    if (kind == "route") return &configuration_.routes;
    if (kind == "defaults") return &configuration_.defaults;
    return nullptr;
  }

  void addTo(Blocks& blocks, const std::string& kind, const std::string& rest, const Entry& entry) {
    const auto dot = rest.find('.');
    const std::string name = rest.substr(0, dot);
    if (!isName(name)) {
      problem(entry, "the name `" + name + "` may hold only letters, digits, `_` and `-`");
    } else if (dot == std::string::npos || dot + 1 == rest.size()) {
      problem(entry, "the option is missing: write " + kind + "." + name + ".OPTION = VALUE");
    } else if (kind == "defaults" && rest.substr(dot + 1) == "type") {
      problem(entry, "`type` cannot have a default: write it in each block");
    } else {
      auto& block = blocks.try_emplace(name, Block{kind, name, {}, folder_}).first->second;
      block.entries[rest.substr(dot + 1)] = entry;
    }
  }

  void problem(const Entry& entry, const std::string& text) {
    if (!entry.reported) configuration_.problems.push_back({entry.at, entry.key, text});
  }

  Configuration& configuration_;
  std::string folder_;
};

void mergeDefaults(Blocks& blocks, const Blocks& defaults) {
  for (auto& [name, block] : blocks) {
    const auto found = defaults.find(block.text("type"));
    if (found == defaults.end()) continue;
    const Block own = block;
    for (const auto& [option, entry] : found->second.entries) {
      if (!isSet(own.entries, "", option)) block.entries.emplace(option, entry);
    }
  }
}

void checkTypes(const Blocks& blocks, std::vector<ConfigProblem>& problems) {
  for (const auto& [name, block] : blocks) {
    const Entry* type = block.find("type");
    if (type && (type->reported || !type->text.empty())) continue;
    const auto first = std::min_element(block.entries.begin(), block.entries.end(), [](const auto& a, const auto& b) {
      return std::pair(a.second.at.file, a.second.at.line) < std::pair(b.second.at.file, b.second.at.line);
    });
    problems.push_back({first->second.at, block.key("type"),
                        "is missing: name the plugin of this " + block.kind + "; `heraldctl plugins` lists them"});
  }
}

/// Takes only an address with a port: a name needs a lookup, and may stand for several addresses. The port shows
/// payloads and settings, so other machines need the token, the password or a login at Home Assistant.
void checkAdminListen(Configuration& configuration) {
  const auto& listen = configuration.adminListen;
  if (listen.empty()) return;
  std::string wrong;
  try {
    const bool isOpen = !Poco::Net::SocketAddress(listen).host().isLoopback();
    const auto& console = configuration.console;
    const bool asksForLogin =
        !configuration.adminToken.empty() || !console.password.empty() || !console.ingress.empty();
    if (isOpen && !asksForLogin) {
      wrong = "`" + listen + "` lets other machines in: set admin.token, or listen at 127.0.0.1";
    }
  } catch (const Poco::Exception&) {
    wrong = "`" + listen + "` is not an address with a port: write one such as 127.0.0.1:8484, or off";
  }
  if (wrong.empty()) return;
  const auto& block = configuration.core.at("admin");
  const Entry* entry = block.find("listen");
  configuration.problems.push_back({entry ? entry->at : Location{}, block.key("listen"), wrong});
}

/// The port for other machines: the one of admin.listen, at every address.
std::string portForAll(const std::string& listen) {
  const Poco::Net::SocketAddress address(listen);
  const bool isOld = address.host().family() == Poco::Net::IPAddress::IPv4;
  return Poco::Net::SocketAddress(isOld ? "0.0.0.0" : "::", address.port()).toString();
}

/// The files may change while Herald runs, but it does not start with wrong ones.
void checkAdminTls(Configuration& configuration) {
  std::vector<Problem> problems;
  if (configuration.adminTls.certificate.empty() && !configuration.adminTls.key.empty()) {
    problems.push_back({"tls.certificate", "is missing, but tls.key is set: set the certificate of that key"});
  } else if (!configuration.adminTls.certificate.empty()) {
    problems = problemsOf(configuration.adminTls);
  }
  if (!problems.empty()) {
    addProblems(configuration.core.at("admin"), BadSettings(std::move(problems)), configuration.problems);
  }
}

void applyAdminOptions(Configuration& configuration) {
  configuration.console = readConsoleOptions(configuration.core.at("console"), configuration.problems);
  const auto settings = checkBlock(configuration.core.at("admin"), coreOptions("admin"), configuration.problems);
  if (!settings) return;
  configuration.adminListen = settings->text("listen") == "off" ? "" : settings->text("listen");
  configuration.adminToken = settings->text("token");
  configuration.adminTls = {.certificate = settings->text("tls.certificate"), .key = settings->text("tls.key")};
  checkAdminListen(configuration);
  checkAdminTls(configuration);
  if (!configuration.console.lan || hasErrors(configuration.problems)) return;
  if (configuration.adminListen.empty()) {
    addProblems(configuration.core.at("console"),
                BadSettings(std::vector<Problem>{
                    {"lan", "opens the port of admin.listen, which is off: set an address there"}}),
                configuration.problems);
  } else {
    configuration.adminListen = portForAll(configuration.adminListen);
  }
}

void applyOutboxOptions(Configuration& configuration) {
  const auto settings = checkBlock(configuration.core.at("outbox"), coreOptions("outbox"), configuration.problems);
  configuration.outbox = settings ? *settings : Settings(coreOptions("outbox"), {});
  configuration.log = readLogOptions(configuration.core.at("log"), configuration.problems);
}

void applyHeraldOptions(Configuration& configuration, RelativePaths& paths) {
  const Block& block = configuration.core.at("herald");
  const auto settings = checkBlock(block, coreOptions("herald"), configuration.problems);
  configuration.dataDir = defaultDataDir();
  if (!settings) return;
  configuration.stopTimeout = settings->duration("stopTimeout");
  const Entry* dataDir = block.find("dataDir");
  if (dataDir && !dataDir->text.empty()) {
    configuration.dataDir = paths.resolve(dataDir->at, dataDir->key, dataDir->text);
  }
  for (const auto& folder : settings->list("plugins")) {
    const Entry* plugins = block.find("plugins");
    configuration.pluginFolders.push_back(paths.resolve(plugins->at, plugins->key, folder));
  }
}

}  // namespace

Configuration readConfiguration(const fs::path& file, const ConfigFiles& files, const Variables& variables) {
  Configuration configuration;
  configuration.file = file;
  auto& problems = configuration.problems;
  WrittenProperties written = readWritten(file, files, problems, variables);
  Entries& entries = written.entries;
  configuration.consoleFiles = std::move(written.consoleFiles);
  configuration.variables = std::move(written.variables);
  configuration.replaced = std::move(written.replaced);
  const UsedPresets presets = applyPresets(entries, Presets(presetFolders(file)), problems);
  Expansion expansion(entries, file);
  RelativePaths paths(file.parent_path(), problems);
  readFileTwins(entries, files, expansion, paths, problems);
  Sorter sorter(configuration, paths.folder().string());
  for (auto& [key, entry] : entries) {
    if (!entry.fromFile) {
      const auto text = expansion.expand(entry, problems);
      entry.reported = entry.reported || !text;
      entry.text = text.value_or("");
    }
    configuration.properties[key] = entry.text;
    sorter.add(entry);
  }
  for (Blocks* blocks : {&configuration.sources, &configuration.sinks, &configuration.transforms}) {
    mergeDefaults(*blocks, configuration.defaults);
    checkTypes(*blocks, problems);
  }
  for (Blocks* blocks : {&configuration.sources, &configuration.sinks}) checkNeeds(*blocks, presets, problems);
  applyHeraldOptions(configuration, paths);
  applyAdminOptions(configuration);
  applyOutboxOptions(configuration);
  sortProblems(problems);
  return configuration;
}

}  // namespace herald::core
