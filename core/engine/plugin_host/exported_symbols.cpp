// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/exported_symbols.h"

#include <elf.h>
#include <link.h>

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace herald::core {
namespace {

constexpr auto kTable = "symbol table";

// What stands before the first name in a mangled one, in this order (Itanium C++ ABI).
constexpr std::string_view kPrefixes[] = {"_Z", "TV", "TC", "GV", "Z", "N", "K"};

/// The section table was checked: it is inside the file.
std::optional<ElfW(Shdr)> sectionAt(const ElfBytes& file, const ElfW(Ehdr) & elf, std::uint64_t index) {
  if (index >= elf.e_shnum || elf.e_shentsize != sizeof(ElfW(Shdr))) return std::nullopt;
  return file.at<ElfW(Shdr)>(elf.e_shoff + index * sizeof(ElfW(Shdr)), kTable);
}

/// The macros for 32 bits are the same as those for 64.
bool isExported(const ElfW(Sym) & symbol) {
  const auto visibility = ELF32_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && ELF32_ST_BIND(symbol.st_info) != STB_LOCAL &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

/// A class shows by its vtable. Other weak symbols come from templates and inline functions, whoever wrote them. A
/// unique one has the same value in the whole process, however the library is loaded.
bool isOfTheLibrary(const ElfW(Sym) & symbol, std::string_view name) {
  const auto binding = ELF32_ST_BIND(symbol.st_info);
  return binding == STB_GLOBAL || binding == STB_GNU_UNIQUE || name.starts_with("_ZTV");
}

std::string_view withoutPrefixes(std::string_view name) {
  for (const auto prefix : kPrefixes) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  return name;
}

/// The namespaces whose headers every plugin includes.
bool isShared(std::string_view name) {
  name = withoutPrefixes(name);
  for (const std::string_view owner : {"St", "Sa", "Ss", "Si", "So", "Sd", "4Poco", "6herald", "9__gnu_cxx"}) {
    if (name.starts_with(owner)) return true;
  }
  return false;
}

/// The words of a mangled name: "Helper::id" for _ZNK6Helper2idEv. A demangler could take any time and room for a bad
/// one.
std::string readable(std::string_view name) {
  std::string words;
  auto rest = withoutPrefixes(name);
  while (!rest.empty() && rest.front() >= '1' && rest.front() <= '9') {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (error != std::errc() || length > rest.size()) break;
    words += (words.empty() ? "" : "::") + std::string(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  return words.empty() ? std::string(name) : words;
}

std::vector<std::string> symbolsOf(const ElfBytes& file, const ElfW(Shdr) & table, std::string_view names) {
  std::vector<std::string> found;
  for (std::uint64_t at = 0; at + sizeof(ElfW(Sym)) <= table.sh_size; at += sizeof(ElfW(Sym))) {
    const auto symbol = file.at<ElfW(Sym)>(table.sh_offset + at, kTable);
    if (!isExported(symbol) || symbol.st_name >= names.size()) continue;
    const auto rest = names.substr(symbol.st_name);
    const auto name = rest.substr(0, rest.find('\0'));
    if (!name.starts_with("_Z") || !isOfTheLibrary(symbol, name)) continue;
    if (!isShared(name)) found.push_back(readable(name));
  }
  return found;
}

}  // namespace

std::vector<std::string> exportedSymbols(const ElfBytes& file) {
  try {
    const auto elf = file.at<ElfW(Ehdr)>(0, "header");
    for (std::uint64_t i = 0; i < elf.e_shnum; ++i) {
      const auto table = sectionAt(file, elf, i);
      if (!table || table->sh_type != SHT_DYNSYM) continue;
      const auto names = sectionAt(file, elf, table->sh_link);
      if (!names) return {};
      file.part(table->sh_offset, table->sh_size, kTable);
      return symbolsOf(file, *table, file.part(names->sh_offset, names->sh_size, kTable));
    }
  } catch (const RefusedElf&) {
    // Whoever removed these sections has hidden the symbols from us, not from the dynamic linker. It is only a warning.
  }
  return {};
}

}  // namespace herald::core
