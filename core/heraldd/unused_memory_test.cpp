// SPDX-License-Identifier: Apache-2.0
#include "heraldd/unused_memory.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <link.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
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

TEST(UnusedMemory, GivesBackThePagesOfProgramsAndTheyComeBackUnchanged) {
  const std::vector<unsigned char> before(usedCode(), usedCode() + 64);
  const std::string text(10000, 'x');
  EXPECT_GT(giveBackUnusedMemory(), std::size_t{100} * 1024);
  EXPECT_EQ(std::memcmp(usedCode(), before.data(), before.size()), 0);
  EXPECT_EQ(text, std::string(10000, 'x'));
  EXPECT_THROW(throw std::runtime_error("the tables of exceptions are there"), std::runtime_error);
}

/// As a thread that takes large requests: one piece so large that malloc raises its bounds, then many smaller ones.
void useMemory() {
  std::vector<std::string> pieces;
  pieces.reserve(64);  // so nothing small lies between them
  pieces.emplace_back(std::size_t{8} << 20, 'x');
  pieces.clear();
  while (pieces.size() < 64) pieces.emplace_back(std::size_t{100} << 10, 'x');
}

TEST(UnusedMemory, AnArenaKeepsLittleOfWhatItsThreadHasFreed) {
  keepLittleFreeMemory();
  const auto before = ::mallinfo2().arena;
  std::size_t after = 0;
  std::thread([&after] {
    useMemory();
    after = ::mallinfo2().arena;
  }).join();
  EXPECT_LE(after, before + (std::size_t{512} << 10));
}

TEST(UnusedMemory, KeepsWhatADebuggerHasWrittenIntoTheCode) {
  const volatile auto* const code = reinterpret_cast<unsigned char*>(&unusedCode);
  const unsigned char original = *code, other = static_cast<unsigned char>(~original);
  writeAsADebugger(code, other);
  giveBackUnusedMemory();
  EXPECT_EQ(*code, other);
  writeAsADebugger(code, original);
}

int written = 1;

/// The linker maps a library as a whole before it maps the parts that are written.
TEST(UnusedMemory, KeepsTheDataOfALibraryThatWasBeingLoadedWhenTheMappingsWereRead) {
  written = 2;
  Mapping whole{.begin = UINTPTR_MAX};
  ::dl_iterate_phdr(
      [](dl_phdr_info* program, std::size_t, void* data) {
        auto& all = *static_cast<Mapping*>(data);
        for (int i = 0; i < program->dlpi_phnum; ++i) {
          const auto& segment = program->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD) continue;
          all.begin =
              std::min<std::uintptr_t>(all.begin, (program->dlpi_addr + segment.p_vaddr) & ~std::uintptr_t{0xFFF});
          all.end = std::max<std::uintptr_t>(all.end, program->dlpi_addr + segment.p_vaddr + segment.p_memsz);
        }
        return 1;  // the first one is this program
      },
      &whole);
  whole.end = (whole.end + 0xFFFF) & ~std::uintptr_t{0xFFF};
  whole.resident = 7;
  EXPECT_EQ(giveBackUnusedMemory({whole}), 7U * 1024);
  EXPECT_EQ(written, 2);
}

}  // namespace
}  // namespace herald::core
