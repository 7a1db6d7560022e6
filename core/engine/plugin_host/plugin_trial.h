// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/files/sealed_file.h"
#include "herald/outcome.h"

namespace herald::core {

/// The program that tries libraries: `../lib/herald/try_plugins`, seen from the running one.
std::filesystem::path trialProgram();

/// Loads libraries in a process of their own, in their order, and makes their classes as LoadedLibrary does. A library
/// may end a process while it is loaded: with exit(), by a crash, or because it needs the start code of a sanitizer. It
/// then ends that process and not Herald, and the next process goes on behind it. So all libraries that are in order
/// cost one process. `limit` is the longest time for each call into a library.
///
/// Returns for each file why Herald must not load it, as a clause after its name; empty if it may. Throws
/// std::runtime_error if `program` cannot do that. Any thread may call it.
std::vector<std::string> tryLibraries(const std::vector<std::shared_ptr<SealedFile>>& files,
                                      const std::filesystem::path& program, Millis limit);

/// What `program` does for tryLibraries, with the arguments of its main(). Does not return.
[[noreturn]] void runTrial(int count, char** arguments);

}  // namespace herald::core
