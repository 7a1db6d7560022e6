#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/config/configuration.h"

namespace herald::core {

/// One file NAME.properties of a folder of presets: options of a sink, such as `data = …`, written down for a service.
struct Preset {
  std::string name{};
  std::filesystem::path file{};
  std::string about{};  ///< `preset.about`: one sentence
  std::map<std::string, std::string>
      needs{};        ///< `preset.needs.OPTION`: what its user has to give, and where it is from
  Entries options{};  ///< by option
};

/// The presets of a configuration: those of the folder `presets` beside its file, then those that came with Herald.
class Presets {
 public:
  /// The folders are searched in this order, and the first file of a name counts; one that is not there is empty.
  explicit Presets(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

  std::vector<std::string> names() const;  ///< sorted, each once
  /// Reads the preset's file. What is wrong in it goes to `problems`. Throws std::out_of_range with a clause where
  /// there is none of this name: "there is no preset `slak`, did you mean `slack`?".
  Preset read(const std::string& name, std::vector<ConfigProblem>& problems) const;

 private:
  std::filesystem::path fileOf(const std::string& name) const;
  std::vector<std::filesystem::path> folders_;
};

/// `../share/herald/presets` as seen from the running program.
std::filesystem::path builtInPresets();

/// Where the presets of a configuration file are looked for.
std::vector<std::filesystem::path> presetFolders(const std::filesystem::path& configFile);

/// Which sink asked for which preset.
using UsedPresets = std::map<std::string, Preset>;

/// Adds to each sink that names a preset (`sink.NAME.preset`, or its type's `defaults.TYPE.preset`) the options of that
/// preset which the sink has not itself; so an own option wins over the preset's, and the preset's over the defaults.
/// `${own.OPTION}` in a preset is the sink's option.
UsedPresets applyPresets(Entries& entries, const Presets& presets, std::vector<ConfigProblem>& problems);

/// Reports what a preset needs and its sink does not have.
void checkNeeds(Blocks& sinks, const UsedPresets& used, std::vector<ConfigProblem>& problems);

/// True if the options have `option`, its `.file` twin, or the whole map to which it would add a member: then a default
/// for it says nothing. `prefix` stands before every option in `entries`.
bool isSet(const Entries& entries, const std::string& prefix, const std::string& option);

}  // namespace herald::core
