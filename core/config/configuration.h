#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace herald::core {

/// Where a property stands.
struct Location {
  std::string file{};
  int line = 0;
};

/// "herald.properties:14"; empty for no file.
std::string toString(const Location& location);

/// One thing that is wrong with a configuration.
struct ConfigProblem {
  Location at{};
  std::string key{};
  std::string text{};  ///< a clause: "unknown option, did you mean `retries`?"
};

/// "herald.properties:14: sink.slack.retrys: unknown option, did you mean `retries`?"
std::string toString(const ConfigProblem& problem);

/// All that is wrong with a configuration, one line each, in the order of the files.
class BadConfiguration : public std::runtime_error {
 public:
  explicit BadConfiguration(std::vector<ConfigProblem> problems);
  const std::vector<ConfigProblem>& problems() const { return problems_; }

 private:
  std::vector<ConfigProblem> problems_;
};

/// A value of the configuration after `.file` twins were read and ${…} was expanded.
struct Entry {
  std::string text{};
  Location at{};
  bool fromFile = false;       ///< it was given by its .file twin: a secret, most likely
  bool lostBackslash = false;  ///< the .properties grammar dropped a backslash from it
};

/// All the options of one source, sink, transform or route, `defaults.TYPE.OPTION` included.
struct Block {
  std::string kind{};  ///< "source", "sink", "transform" or "route"
  std::string name{};
  std::map<std::string, Entry> entries{};  ///< by option: "url", "message.PrintDone"

  const Entry* find(const std::string& option) const;
  std::string text(const std::string& option) const;  ///< empty if there is none
  std::string key(const std::string& option) const;   ///< "sink.slack.url"
};

/// The files' text, read and put in order, but not yet held against the plugins that are there: that is the Pipeline's part.
struct Configuration {
  std::filesystem::path file{};
  std::filesystem::path dataDir{};
  std::vector<std::filesystem::path> pluginFolders{};      ///< herald.plugins: searched after the built-in one
  std::map<std::string, Block> sources{}, sinks{}, transforms{}, routes{};
  Block herald{};                                          ///< the other herald.* options
  std::map<std::string, std::string> properties{};         ///< every property, expanded: what Poco's configuration is filled with
  std::vector<ConfigProblem> problems{};                   ///< all that could be found without knowing the plugins
};

/// Reads `file` and the *.properties files of the folder `conf.d` beside it, in the order of their names. What is wrong
/// with the text is collected in Configuration::problems; throws BadConfiguration only where `file` itself cannot be read.
Configuration readConfiguration(const std::filesystem::path& file);

}  // namespace herald::core
