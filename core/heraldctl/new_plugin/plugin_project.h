// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace herald::core::ctl {

/// A new project for one plugin, made from the skeletons that come with the SDK. A value.
///
/// A skeleton is a folder of files that end in `.in`. The project has the same files without that end. In their names
/// and texts, `@name@` becomes the name of the plugin and `@class@` the name of its class.
class PluginProject {
 public:
  /// `name` is what users write as `type`. `kind` is "sink", "source" or "transform". Throws std::invalid_argument if
  /// `name` is no name for a plugin; its text says what is.
  PluginProject(std::string name, std::string kind);

  /// "HelloSink" for the sink "hello".
  std::string className() const;

  /// Writes the files to `folder`, which must not exist yet or must be empty. `skeletons` has a folder "shared" and one
  /// for each kind. Returns the paths within `folder`, sorted. Throws std::runtime_error with one sentence; then
  /// `folder` is as it was.
  std::vector<std::filesystem::path> write(const std::filesystem::path& folder,
                                           const std::filesystem::path& skeletons) const;

 private:
  std::string filled(std::string text) const;

  std::string name_;
  std::string kind_;
};

}  // namespace herald::core::ctl
