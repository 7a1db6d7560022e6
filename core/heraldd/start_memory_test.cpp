// SPDX-License-Identifier: Apache-2.0
#include "heraldd/start_memory.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "herald/file_descriptor.h"

namespace herald::core {
namespace {

/// In the code of the C library, which every process uses.
unsigned char* usedCode() { return reinterpret_cast<unsigned char*>(&std::fopen); }

/// Code of this program that nothing calls.
[[gnu::noinline]] int unusedCode() { return 1; }

/// As a debugger sets a breakpoint: the page of the code then differs from the file.
void writeAsADebugger(const volatile unsigned char* code, unsigned char byte) {
  const FileDescriptor memory(::open("/proc/self/mem", O_RDWR | O_CLOEXEC));
  ASSERT_EQ(::pwrite(memory.get(), &byte, 1, static_cast<off_t>(reinterpret_cast<std::uintptr_t>(code))), 1);
}

TEST(StartMemory, GivesBackThePagesOfProgramsAndTheyComeBackUnchanged) {
  const std::vector<unsigned char> before(usedCode(), usedCode() + 64);
  const std::string text(10000, 'x');
  EXPECT_GT(giveBackStartMemory(), std::size_t{100} * 1024);
  EXPECT_EQ(std::memcmp(usedCode(), before.data(), before.size()), 0);
  EXPECT_EQ(text, std::string(10000, 'x'));
  EXPECT_THROW(throw std::runtime_error("the tables of exceptions are there"), std::runtime_error);
}

TEST(StartMemory, KeepsWhatADebuggerHasWrittenIntoTheCode) {
  const volatile auto* const code = reinterpret_cast<unsigned char*>(&unusedCode);
  const unsigned char original = *code, other = static_cast<unsigned char>(~original);
  writeAsADebugger(code, other);
  giveBackStartMemory();
  EXPECT_EQ(*code, other);
  writeAsADebugger(code, original);
}

}  // namespace
}  // namespace herald::core
