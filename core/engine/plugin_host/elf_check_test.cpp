// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/elf_check.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <link.h>
#include <rapidcheck.h>

#include <cstring>
#include <set>

#include "engine/plugin_host/elf_machine.h"
#include "engine/plugin_host/testing/bad_plugin_folder.h"

#include "herald/abi.h"

namespace herald::core {
namespace {

const std::string kOurAbi = std::to_string(HERALD_SDK_ABI);

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

ElfReport check(const std::string& bytes) { return checkElf(bytes, runningRequirements()); }

template <typename T>
T at(const std::string& bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

/// Replaces a text, which must exist, by one of the same length.
std::string patched(std::string bytes, const std::string& from, const std::string& to) {
  const auto found = bytes.find(from);
  if (found == std::string::npos) throw std::logic_error(from + " is not in the library");
  return bytes.replace(found, to.size(), to);
}

TEST(ElfCheck, acceptsAPluginAndSaysWhatItIs) {
  const auto report = check(BadPluginFolder::library("good"));
  EXPECT_THAT(report.reason, IsEmpty());
  EXPECT_EQ(report.version, "1.0.0");
  EXPECT_THAT(report.builtFor, MatchesRegex("SDK " + kOurAbi + ", Poco 1\\.[0-9]+\\.[0-9]+"));
  EXPECT_THAT(report.types, UnorderedElementsAre("good_sink", "good_source", "good_transform"));
}

TEST(ElfCheck, knowsThePocoOfThisProcess) {
  EXPECT_GT(runningRequirements().pocoSoname, 0);
  EXPECT_THAT(BadPluginFolder::library("good"),
              HasSubstr("libPocoFoundation.so." + std::to_string(runningRequirements().pocoSoname)));
}

TEST(ElfCheck, refusesWhatWasNotBuiltForThisHerald) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"text", "is not a shared library: "},
      {"wrong_sdk", "was built for SDK 999, this Herald has " + kOurAbi + ": rebuild it against the installed SDK"},
      {"wrong_poco", "was built for Poco 1.99.9, this Herald runs with 1."},
      {"no_note", "is not a plugin for Herald: build it with herald_add_plugin"},
  };
  for (const auto& [kind, reason] : table)
    EXPECT_THAT(check(BadPluginFolder::library(kind)).reason, StartsWith(reason)) << kind;
}

TEST(ElfCheck, namesTheTypesOfARefusedLibrary) {
  EXPECT_THAT(check(BadPluginFolder::library("wrong_sdk")).types, UnorderedElementsAre("one_sink"));
}

TEST(ElfCheck, refusesAnotherCxxLibrary) {
  auto needed = runningRequirements();
  needed.cxxAbi += 2;
  EXPECT_THAT(checkElf(BadPluginFolder::library("good"), needed).reason, HasSubstr("_GLIBCXX_DEBUG"));
}

TEST(ElfCheck, refusesTheLibrariesOfAnotherSdkOrPocoWhateverTheNoteSays) {
  const auto good = BadPluginFolder::library("good");
  const auto poco = "libPocoFoundation.so." + std::to_string(runningRequirements().pocoSoname);
  auto otherPoco = poco;
  otherPoco.back() = poco.back() == '9' ? '8' : '9';
  EXPECT_THAT(check(patched(good, poco, otherPoco)).reason,
              StartsWith("needs " + otherPoco + ", this Herald runs with the Poco number "));
  EXPECT_THAT(
      check(patched(good, "libherald_sdk.so." + kOurAbi, "libherald_sdk.so." + std::to_string(HERALD_SDK_ABI + 1)))
          .reason,
      StartsWith("needs libherald_sdk.so." + std::to_string(HERALD_SDK_ABI + 1) + ", this Herald has SDK " + kOurAbi +
                 ": rebuild"));
}

TEST(ElfCheck, refusesOtherMachinesAndKindsOfFiles) {
  struct Patch {
    std::size_t offset;
    char value;
    std::string reason;
  };
  const std::vector<Patch> table{
      {EI_CLASS, ELFCLASSNONE, "was built for machine "},
      {EI_DATA, ELFDATA2MSB, "was built for machine "},
      {offsetof(ElfW(Ehdr), e_machine), EM_S390, "was built for machine 22, this Herald runs on "},
      {offsetof(ElfW(Ehdr), e_type), ET_EXEC, "is not a shared library"},
      {offsetof(ElfW(Ehdr), e_type), ET_REL, "is not a shared library"},
      {offsetof(ElfW(Ehdr), e_phentsize), 1, "is not a shared library"},
      {EI_MAG0, 'E', "is not a shared library"},
  };
  for (const auto& patch : table) {
    auto bytes = BadPluginFolder::library("good");
    bytes[patch.offset] = patch.value;
    EXPECT_THAT(check(bytes).reason, StartsWith(patch.reason)) << patch.offset;
  }
}

TEST(ElfCheck, namesTheMachineThatALibraryWasBuiltFor) {
  struct Machine {
    char elfClass;
    char number;
    std::string name;
  };
  for (const auto& machine : {Machine{ELFCLASS64, static_cast<char>(EM_X86_64), "amd64"},
                              Machine{ELFCLASS64, static_cast<char>(EM_AARCH64), "arm64"},
                              Machine{ELFCLASS32, static_cast<char>(EM_ARM), "armhf"}}) {
    auto bytes = BadPluginFolder::library("good");
    bytes[EI_CLASS] = machine.elfClass;
    bytes[offsetof(ElfW(Ehdr), e_machine)] = machine.number;
    const auto own = ownMachine().name();
    const auto reason = check(bytes).reason;
    if (machine.name == own) {
      EXPECT_THAT(reason, IsEmpty());
    } else {
      EXPECT_EQ(reason, "was built for " + machine.name + ", this Herald runs on " + own +
                            ": install the package for " + own + ", or build the plugin on this machine");
    }
  }
}

/// Where something in the file begins or ends, and the bytes beside it.
std::set<std::size_t> boundaries(const std::string& bytes) {
  const auto elf = at<ElfW(Ehdr)>(bytes, 0);
  std::set<std::size_t> points{elf.e_phoff, elf.e_shoff};
  for (int i = 0; i < elf.e_phnum; ++i) {
    const auto segment = at<ElfW(Phdr)>(bytes, elf.e_phoff + i * sizeof(ElfW(Phdr)));
    points.insert({segment.p_offset, segment.p_offset + segment.p_filesz});
  }
  for (int i = 0; i < elf.e_shnum; ++i) {
    const auto section = at<ElfW(Shdr)>(bytes, elf.e_shoff + i * sizeof(ElfW(Shdr)));
    points.insert(section.sh_offset);
    if (section.sh_type != SHT_NOBITS) points.insert(section.sh_offset + section.sh_size);
  }
  std::set<std::size_t> near;
  for (const auto point : points) near.insert({point, point + 1, point > 0 ? point - 1 : 0});
  return near;
}

TEST(ElfCheck, refusesALibraryThatWasCutAnywhere) {
  const auto good = BadPluginFolder::library("good");
  auto cuts = boundaries(good);
  for (std::size_t cut = 0; cut < good.size(); cut += good.size() / 200) cuts.insert(cut);
  cuts.insert(good.size() - 1);
  for (const auto cut : cuts) {
    if (cut >= good.size()) continue;
    const auto expected = cut < SELFMAG ? "is not a shared library" : "is truncated: ";
    ASSERT_THAT(check(good.substr(0, cut)).reason, StartsWith(expected)) << "cut at " << cut;
  }
}

TEST(ElfCheck, survivesAnyDamage) {
  const auto good = BadPluginFolder::library("good");
  EXPECT_TRUE(rc::check("bytes of the tables replaced at random", [&good] {
    auto bytes = good;
    const auto elf = at<ElfW(Ehdr)>(good, 0);
    const auto tables = elf.e_phoff + elf.e_phnum * sizeof(ElfW(Phdr));
    for (const auto& [offset, value] : *rc::gen::nonEmpty<std::vector<std::pair<std::uint16_t, char>>>()) {
      bytes[offset % tables] = value;
    }
    check(bytes);
  }));
}

TEST(ElfCheck, survivesOffsetsThatOverflow) {
  const auto good = BadPluginFolder::library("good");
  const auto elf = at<ElfW(Ehdr)>(good, 0);
  for (int segment = 0; segment < elf.e_phnum; ++segment) {
    for (const auto field : {offsetof(ElfW(Phdr), p_offset), offsetof(ElfW(Phdr), p_filesz)}) {
      auto bytes = good;
      const ElfW(Off) huge = ~ElfW(Off){0} - 3;
      std::memcpy(bytes.data() + elf.e_phoff + segment * sizeof(ElfW(Phdr)) + field, &huge, sizeof huge);
      EXPECT_THAT(check(bytes).reason, StartsWith("is truncated: ")) << segment;
    }
  }
}

}  // namespace
}  // namespace herald::core
