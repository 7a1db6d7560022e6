// SPDX-License-Identifier: Apache-2.0
// A whole configuration: properties with presets, expansion, defaults and files. The input is up to three files, each
// ended by a form feed: herald.properties, conf.d/more.properties and the preset `own`.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/config/configuration.h"
#include "herald/testing/require.h"
#include "testing/memory_folder.h"

namespace {

using namespace herald::core;

using herald::testing::require;

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
  static const herald::testing::MemoryFolder folder;
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
