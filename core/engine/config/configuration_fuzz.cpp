// SPDX-License-Identifier: Apache-2.0
// A whole configuration: properties with presets, expansion, defaults and files. The input is up to three files, each
// ended by a form feed: herald.properties, conf.d/more.properties and the preset `own`.
#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "engine/config/configuration.h"

namespace {

namespace fs = std::filesystem;
using namespace herald::core;

void require(bool promise) {
  if (!promise) __builtin_trap();
}

/// Keeps the files in memory if the system has a place for that.
class Folder {
 public:
  Folder() {
    std::string name = fs::is_directory("/dev/shm") ? "/dev/shm/herald-fuzz-XXXXXX" : "/tmp/herald-fuzz-XXXXXX";
    require(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    fs::create_directories(path_ / "conf.d");
    fs::create_directories(path_ / "presets");
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path write(const char* name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  fs::path path_{};
};

std::string_view takePart(std::string_view& rest) {
  const auto end = rest.find('\f');
  const auto part = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return part;
}

/// A value that names a file leads out of the folder, to whatever this machine has.
bool namesFiles(std::string_view text) {
  return text.find("/dev") != text.npos || text.find("/proc") != text.npos || text.find("/sys") != text.npos;
}

void check(const Configuration& configuration) {
  for (const auto& problem : configuration.problems) require(!problem.text.empty() && !toString(problem).empty());
  if (hasErrors(configuration.problems)) return;
  require(configuration.dataDir.is_absolute());
  for (const auto& [name, sink] : configuration.sinks) require(!name.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  if (namesFiles(rest)) return -1;
  const auto file = folder.write("herald.properties", takePart(rest));
  folder.write("conf.d/more.properties", takePart(rest));
  folder.write("presets/own.properties", takePart(rest));
  try {
    check(readConfiguration(file));
  } catch (const BadConfiguration& bad) {
    require(*bad.what() != '\0');
  }
  return 0;
}
