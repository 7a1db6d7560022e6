// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/elf_machine.h"

namespace herald::core {
namespace {

struct Named {
  ElfMachine machine;
  const char* name;
};

constexpr Named kMachines[] = {
    {{EM_X86_64, ELFCLASS64, ELFDATA2LSB}, "amd64"},      {{EM_X86_64, ELFCLASS32, ELFDATA2LSB}, "x32"},
    {{EM_386, ELFCLASS32, ELFDATA2LSB}, "i386"},          {{EM_AARCH64, ELFCLASS64, ELFDATA2LSB}, "arm64"},
    {{EM_ARM, ELFCLASS32, ELFDATA2LSB}, "armhf"},         {{EM_RISCV, ELFCLASS64, ELFDATA2LSB}, "riscv64"},
    {{EM_PPC64, ELFCLASS64, ELFDATA2LSB}, "ppc64el"},     {{EM_S390, ELFCLASS64, ELFDATA2MSB}, "s390x"},
    {{EM_LOONGARCH, ELFCLASS64, ELFDATA2LSB}, "loong64"},
};

}  // namespace

std::string ElfMachine::name() const {
  for (const auto& known : kMachines) {
    if (known.machine == *this) return known.name;
  }
  return "machine " + std::to_string(number);
}

ElfMachine ownMachine() {
#if defined(__x86_64__)
  constexpr std::uint16_t number = EM_X86_64;
#elif defined(__aarch64__)
  constexpr std::uint16_t number = EM_AARCH64;
#elif defined(__arm__)
  constexpr std::uint16_t number = EM_ARM;
#elif defined(__riscv)
  constexpr std::uint16_t number = EM_RISCV;
#else
#error "add the ELF machine of this architecture"
#endif
  static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
  return {number, __ELF_NATIVE_CLASS == 64 ? ELFCLASS64 : ELFCLASS32, ELFDATA2LSB};
}

}  // namespace herald::core
