// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files/sealed_file.h"
#include "engine/plugin_host/library.h"
#include "herald/outcome.h"

namespace herald::core {

/// What the trial of a library has shown.
struct TrialResult {
  std::string reason{};  ///< why Herald must not load it, as a clause after its name; empty if it may
  std::optional<std::vector<Library::Offer>> offers{};  ///< set if all of it is in order
};

/// The program that tries libraries: `../lib/herald/try_plugins`, seen from the running one.
std::filesystem::path trialProgram();

/// Loads libraries in a process of their own, in their order, and makes their classes as LoadedLibrary does. What they
/// offer is known then, without their code in this process. A library
/// may end a process while it is loaded: with exit(), by a crash, or because it needs the start code of a sanitizer. It
/// then ends that process and not Herald, and the next process goes on behind it. So all libraries that are in order
/// cost one process. `limit` is the longest time for each call into a library.
///
/// Adds a result for each file to `results`, which is empty. Throws std::runtime_error if `program` cannot do that, or
/// no longer: what was tried until then is there. Any thread may call it.
void tryLibraries(const std::vector<std::shared_ptr<SealedFile>>& files, const std::filesystem::path& program,
                  Millis limit, std::vector<TrialResult>& results);

/// What `program` does for tryLibraries, with the arguments of its main(). Does not return.
[[noreturn]] void runTrial(int count, char** arguments);

}  // namespace herald::core
