// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/elf_check.h"

#include <Poco/Environment.h>
#include <link.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>

#include "engine/plugin_host/elf_bytes.h"
#include "engine/plugin_host/elf_machine.h"
#include "engine/plugin_host/exported_symbols.h"
#include "herald/register.h"

namespace herald::core {
namespace {

constexpr std::string_view kSdkLibrary = "libherald_sdk.so.";
constexpr std::string_view kPocoLibrary = "libPoco";
constexpr std::size_t kLongestType = 64;

/// `ident` is the first part of an ELF header; the machine has the same place in each kind of it.
ElfMachine machineOf(const ElfBytes& file, std::string_view ident) {
  const auto at = [&file](std::uint64_t offset) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(file.at<char>(offset, "header")));
  };
  constexpr auto offset = offsetof(ElfW(Ehdr), e_machine);
  const auto first = at(offset);
  const auto second = at(offset + 1);
  const bool bigEndian = ident[EI_DATA] == ELFDATA2MSB;
  const auto number = bigEndian ? first << 8 | second : second << 8 | first;
  return {static_cast<std::uint16_t>(number), static_cast<unsigned char>(ident[EI_CLASS]),
          static_cast<unsigned char>(ident[EI_DATA])};
}

ElfW(Ehdr) header(const ElfBytes& file) {
  if (!file.holds(0, SELFMAG) || file.part(0, SELFMAG, "header") != ELFMAG) {
    throw RefusedElf("is not a shared library: only the .so files of plugins belong into this folder");
  }
  const auto machine = machineOf(file, file.part(0, EI_NIDENT, "header"));
  if (machine != ownMachine()) {
    const auto own = ownMachine().name();
    throw RefusedElf("was built for " + machine.name() + ", this Herald runs on " + own + ": install the package for " +
                     own + ", or build the plugin on this machine");
  }
  const auto elf = file.at<ElfW(Ehdr)>(0, "header");
  if (elf.e_type != ET_DYN || elf.e_phentsize != sizeof(ElfW(Phdr))) {
    throw RefusedElf("is not a shared library: build it with herald_add_plugin of the SDK");
  }
  return elf;
}

std::vector<ElfW(Phdr)> segments(const ElfBytes& file, const ElfW(Ehdr) & elf) {
  std::vector<ElfW(Phdr)> found;
  file.part(elf.e_phoff, std::uint64_t{elf.e_phnum} * sizeof(ElfW(Phdr)), "program header table");
  for (std::uint64_t i = 0; i < elf.e_phnum; ++i) {
    found.push_back(file.at<ElfW(Phdr)>(elf.e_phoff + i * sizeof(ElfW(Phdr)), "program header table"));
    file.part(found.back().p_offset, found.back().p_filesz, "content");
  }
  // Linkers write this table at the end, so a truncated file lacks it.
  file.part(elf.e_shoff, std::uint64_t{elf.e_shnum} * elf.e_shentsize, "section table");
  return found;
}

/// The bytes of the file from an address in memory to the end of its segment.
std::string_view memory(const ElfBytes& file, const std::vector<ElfW(Phdr)>& segments, ElfW(Addr) address) {
  for (const auto& segment : segments) {
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz)
      continue;
    return file.part(segment.p_offset, segment.p_filesz, "content").substr(address - segment.p_vaddr);
  }
  throw RefusedElf("is damaged: its dynamic section points outside the file; copy the file again");
}

/// The SONAMEs that the library asks for.
std::vector<std::string_view> neededLibraries(const ElfBytes& file, const std::vector<ElfW(Phdr)>& segments) {
  const auto dynamic = std::find_if(segments.begin(), segments.end(), [](auto& s) { return s.p_type == PT_DYNAMIC; });
  if (dynamic == segments.end())
    throw RefusedElf("is not a shared library: build it with herald_add_plugin of the SDK");
  std::vector<std::uint64_t> names;
  std::optional<ElfW(Addr)> strings;
  for (std::uint64_t at = 0; dynamic->p_filesz - at >= sizeof(ElfW(Dyn)); at += sizeof(ElfW(Dyn))) {
    const auto entry = file.at<ElfW(Dyn)>(dynamic->p_offset + at, "dynamic section");
    if (entry.d_tag == DT_NULL) break;
    if (entry.d_tag == DT_NEEDED) names.push_back(entry.d_un.d_val);
    if (entry.d_tag == DT_STRTAB) strings = entry.d_un.d_ptr;
  }
  if (names.empty() || !strings) return {};
  const auto table = memory(file, segments, *strings);
  std::vector<std::string_view> needed;
  for (const auto name : names) {
    const auto end = name < table.size() ? table.find('\0', name) : std::string_view::npos;
    if (end == std::string_view::npos)
      throw RefusedElf("is damaged: the name of a library it needs is missing; copy the file again");
    needed.push_back(table.substr(name, end - name));
  }
  return needed;
}

std::uint64_t aligned(std::uint64_t size, std::uint64_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

std::optional<LibraryNote> findNote(std::string_view notes, std::uint64_t alignment) {
  const LibraryNote wanted;
  const ElfBytes bytes(notes);
  for (std::uint64_t at = 0; bytes.holds(at, sizeof(ElfW(Nhdr)));) {
    const auto note = bytes.at<ElfW(Nhdr)>(at, "note");
    const auto name = at + sizeof(ElfW(Nhdr));
    if (note.n_namesz == wanted.nameSize && note.n_descsz == wanted.descriptionSize && note.n_type == wanted.kind &&
        bytes.holds(at, sizeof(LibraryNote)) &&
        notes.substr(name, sizeof wanted.name) == std::string_view(wanted.name, sizeof wanted.name)) {
      return bytes.at<LibraryNote>(at, "note");
    }
    at = name + aligned(note.n_namesz, alignment) + aligned(note.n_descsz, alignment);
  }
  return std::nullopt;
}

LibraryNote libraryNote(const ElfBytes& file, const std::vector<ElfW(Phdr)>& segments) {
  for (const auto& segment : segments) {
    if (segment.p_type != PT_NOTE) continue;
    const auto notes = file.part(segment.p_offset, segment.p_filesz, "note");
    if (auto note = findNote(notes, segment.p_align == 8 ? 8 : 4)) return *note;
  }
  throw RefusedElf(
      "is not a plugin for Herald: build it with herald_add_plugin of the SDK, and with HERALD_PLUGINS_BEGIN in one "
      "source");
}

std::string pocoVersion(std::uint32_t version) {
  return std::to_string(version >> 24) + '.' + std::to_string(version >> 16 & 0xff) + '.' +
         std::to_string(version >> 8 & 0xff);
}

void checkNote(const LibraryNote& note, const Requirements& needed) {
  if (note.abi != needed.abi) {
    throw RefusedElf("was built for SDK " + std::to_string(note.abi) + ", this Herald has " +
                     std::to_string(needed.abi) + ": rebuild it against the installed SDK");
  }
  if (note.poco != needed.poco) {
    throw RefusedElf("was built for Poco " + pocoVersion(note.poco) + ", this Herald runs with " +
                     pocoVersion(needed.poco) + ": rebuild it against the installed Poco");
  }
  if (note.cxxAbi != needed.cxxAbi) {
    throw RefusedElf(
        "was built with another C++ library or another mode of it (_GLIBCXX_DEBUG, _GLIBCXX_USE_CXX11_ABI): "
        "rebuild it as herald_add_plugin of the SDK does");
  }
}

/// The N of `stem….so.N`; nothing for the name of another library.
std::optional<int> sonameNumber(std::string_view name, std::string_view stem) {
  const auto so = name.find(".so.");
  if (!name.starts_with(stem) || so == std::string_view::npos) return std::nullopt;
  int number = 0;
  std::from_chars(name.data() + so + 4, name.data() + name.size(), number);
  return number;
}

void checkNeeded(std::string_view library, const Requirements& needed) {
  const auto sdk = sonameNumber(library, kSdkLibrary.substr(0, kSdkLibrary.find('.')));
  if (sdk && static_cast<std::uint32_t>(*sdk) != needed.abi) {
    throw RefusedElf("needs " + std::string(library) + ", this Herald has SDK " + std::to_string(needed.abi) +
                     ": rebuild it against the installed SDK");
  }
  const auto poco = sonameNumber(library, kPocoLibrary);
  if (poco && needed.pocoSoname != 0 && *poco != needed.pocoSoname) {
    throw RefusedElf("needs " + std::string(library) + ", this Herald runs with the Poco number " +
                     std::to_string(needed.pocoSoname) + ": rebuild it against the installed Poco");
  }
}

/// A library without the SDK may have classes of its own with the SDK's names.
void checkLinksSdk(const std::vector<std::string_view>& libraries) {
  if (std::ranges::any_of(libraries, [](auto library) { return library.starts_with(kSdkLibrary); })) return;
  throw RefusedElf(
      "does not link the SDK (libherald_sdk.so): build it with herald_add_plugin of the SDK, or link Herald::Sdk");
}

bool isTypeCharacter(char c) { return c > ' ' && c < '\x7f'; }

/// The names that HERALD_PLUGIN puts after its mark, see herald/register.h.
std::vector<std::string> namedTypes(std::string_view bytes) {
  std::vector<std::string> types;
  constexpr std::string_view mark = HERALD_TYPE_MARK;
  for (auto at = bytes.find(mark); at != std::string_view::npos; at = bytes.find(mark, at + mark.size())) {
    const auto rest = bytes.substr(at + mark.size(), kLongestType + 1);
    const auto name = rest.substr(0, rest.find('\0'));
    if (name.size() == rest.size() || name.empty() || !std::all_of(name.begin(), name.end(), isTypeCharacter)) continue;
    if (std::find(types.begin(), types.end(), name) == types.end()) types.emplace_back(name);
  }
  return types;
}

/// Such symbols do no harm as long as the library is loaded for itself alone.
std::string warningAbout(const std::vector<std::string>& exported) {
  if (exported.empty()) return {};
  return "exports " + std::to_string(exported.size()) + " symbols of its own, such as `" + exported.front() +
         "`: build it with herald_add_plugin of the SDK, which hides them from other libraries";
}

int findPoco(dl_phdr_info* info, std::size_t, void* result) {
  const std::string_view path = info->dlpi_name ? info->dlpi_name : "";
  const auto number = sonameNumber(path.substr(path.rfind('/') + 1), "libPocoFoundation");
  if (number) *static_cast<int*>(result) = *number;
  return number.has_value();
}

}  // namespace

Requirements runningRequirements() {
  Requirements running{HERALD_SDK_ABI, Poco::Environment::libraryVersion(), kCxxAbi, 0};
  dl_iterate_phdr(findPoco, &running.pocoSoname);
  return running;
}

ElfReport checkElf(std::string_view bytes, const Requirements& needed) {
  ElfReport report;
  report.types = namedTypes(bytes);
  try {
    const ElfBytes file(bytes);
    const auto parts = segments(file, header(file));
    const auto note = libraryNote(file, parts);
    report.version.assign(note.version, strnlen(note.version, sizeof note.version));
    report.builtFor = "SDK " + std::to_string(note.abi) + ", Poco " + pocoVersion(note.poco);
    checkNote(note, needed);
    const auto libraries = neededLibraries(file, parts);
    for (const auto library : libraries) checkNeeded(library, needed);
    checkLinksSdk(libraries);
    report.warning = warningAbout(exportedSymbols(file));
  } catch (const RefusedElf& refused) {
    report.reason = refused.what();
  }
  return report;
}

}  // namespace herald::core
