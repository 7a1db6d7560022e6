// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "heraldctl/import/converted_hook.h"
#include "heraldctl/import/existing_sinks.h"

namespace herald::core::import {

/// Decides which sink each hook becomes: a new one, or the sink of an equal hook of another printer. Hooks are equal if
/// they differ only in their `deviceIdentifier`. For one thread.
class SinkAssignment {
 public:
  struct Assigned {
    std::size_t sink = 0;  ///< for nameOf() and optionsOf()
    bool shared = false;   ///< the sink of another printer's hook
  };

  /// `existing` are the sinks of the configuration.
  explicit SinkAssignment(const std::vector<ExistingSink>& existing);

  /// Assigns the hook of a printer. `printer` is the name of its source; if it is empty, the hook takes events of all.
  Assigned assign(const ConvertedHook& hook, const std::string& printer);

  /// The name of a sink after all assignments so far. A new sink has the name of its device, or of its receiver's host
  /// if several devices share it.
  const std::string& nameOf(std::size_t sink) const { return sinks_.at(sink).sink.name; }

  /// The options of a sink after all assignments so far.
  const std::map<std::string, std::string>& optionsOf(std::size_t sink) const { return sinks_.at(sink).sink.options; }

  /// The names that the printers had in their hooks, by source. Leaves out names that several printers had.
  std::map<std::string, std::string> sourceNames() const;

  /// The lines to change for existing sinks that got one more printer, by file.
  std::map<std::filesystem::path, LineEdits> edits() const;

 private:
  struct Sink {
    ExistingSink sink{};
    bool isNew = true;
    bool gotPrinter = false;
  };

  Sink* equalOf(const std::map<std::string, std::string>& options, const std::string& printer);
  void addPrinter(Sink& sink, const std::string& printer, const std::map<std::string, std::string>& options);
  void rememberName(const std::string& printer, const std::string& device);
  std::string newName(const std::vector<std::string>& parts) const;

  std::vector<Sink> sinks_{};                     // the existing ones, then the new ones
  std::map<std::string, std::string> devices_{};  // by source: the first identifier that it had
};

/// Makes a name from a text: "H.example.com" becomes "h-example-com". Returns `fallback` if nothing is left.
std::string nameFrom(const std::string& text, const std::string& fallback);

}  // namespace herald::core::import
