// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <elf.h>
#include <link.h>

#include <cstdint>
#include <string>

namespace herald::core {

/// The machine that a library was built for: what the dynamic linker compares. The structures ElfW(…) of <link.h> have
/// the layout of this process's own machine.
struct ElfMachine {
  std::uint16_t number = EM_NONE;         ///< e_machine, as the number that it means
  unsigned char elfClass = ELFCLASSNONE;  ///< 32 or 64 bits: EI_CLASS
  unsigned char data = ELFDATANONE;       ///< the order of bytes: EI_DATA

  bool operator==(const ElfMachine&) const = default;

  /// The name that Debian gives to it: "arm64". "machine 22" if Herald knows none.
  std::string name() const;
};

/// The machine of this process.
ElfMachine ownMachine();

}  // namespace herald::core
