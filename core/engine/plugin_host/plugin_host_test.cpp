// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_host.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <link.h>

#include <algorithm>
#include <thread>

#include "engine/plugin_host/plugin_thread.h"
#include "engine/plugin_host/testing/bad_plugin_folder.h"
#include "herald/testing/builders.h"
#include "herald/testing/enough_time.h"
#include "herald/testing/fake_host.h"

namespace fs = std::filesystem;

#include "herald/abi.h"

namespace herald::core {
namespace {

const std::string kAbi = std::to_string(HERALD_SDK_ABI);

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

/// Long enough for every class that does not hang, on the busiest machine.
constexpr Millis kLimit = std::chrono::minutes(1);

std::string deliver(Plugin& sink) {
  const auto event = test::event("PrintDone");
  return dynamic_cast<Sink&>(sink).deliver(test::attempt(event)).answer;
}

std::vector<std::string> types(const Library& library) {
  std::vector<std::string> found;
  for (const auto& offer : library.offers) found.push_back(offer.kind + " " + offer.type);
  return found;
}

class PluginHostTest : public ::testing::Test {
 protected:
  /// Lets go of every call that hangs in a library, and sees it end.
  static void releaseHangs() {
    for (const auto& path : pathsOfPlugins()) {
      void* code = dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD);
      auto* release = code ? dlsym(code, "releaseHangs") : nullptr;
      if (release) reinterpret_cast<void (*)()>(release)();
    }
    while (hangingCalls() > 0) std::this_thread::yield();
  }

  /// Where this process has loaded plugins from.
  static std::vector<std::string> pathsOfPlugins() {
    std::vector<std::string> paths;
    const auto collect = [](dl_phdr_info* info, std::size_t, void* found) {
      const std::string path = info->dlpi_name;
      if (path.starts_with("/proc/")) static_cast<std::vector<std::string>*>(found)->push_back(path);
      return 0;
    };
    dl_iterate_phdr(collect, &paths);
    return paths;
  }

  void scan() { host_.scan({folder_.path()}); }

  const Library& library(std::string_view name) { return library(host_, name); }
  static const Library& library(const PluginHost& host, std::string_view name) {
    for (const auto& library : host.libraries()) {
      if (library.file.filename() == name) return library;
    }
    throw std::logic_error(std::string(name) + " was not found");
  }

  /// Null if the limit of the host was too short for this machine.
  static std::shared_ptr<Plugin> makeInTime(const PluginHost& host, const std::string& type) {
    try {
      return host.create("sink", type);
    } catch (const std::runtime_error&) {
      return nullptr;
    }
  }

  /// Waits until no other calls hang: on a busy machine, some took too long and return only now.
  static void awaitHanging(int count) {
    while (hangingCalls() > count) std::this_thread::yield();
    EXPECT_EQ(hangingCalls(), count);
  }

  BadPluginFolder folder_{};
  PluginHost host_{kLimit};
};

TEST_F(PluginHostTest, offersTheClassesOfALibraryWithTheirKindsAndOptions) {
  folder_.put("good", "good.so");
  scan();
  ASSERT_EQ(host_.libraries().size(), 1U);
  const auto& good = host_.libraries().front();
  EXPECT_TRUE(good.loaded) << good.reason;
  EXPECT_EQ(good.file, folder_.path() / "good.so");
  EXPECT_EQ(good.version, "1.0.0");
  EXPECT_THAT(good.builtFor, StartsWith("SDK " + kAbi + ", Poco 1."));
  EXPECT_THAT(types(good), UnorderedElementsAre("sink good_sink", "source good_source", "transform good_transform"));
  EXPECT_THAT(good.refused, IsEmpty());
  EXPECT_THAT(good.named, IsEmpty());
  for (const auto& offer : good.offers) {
    ASSERT_EQ(offer.options.empty(), offer.kind != "source") << offer.type;
    EXPECT_TRUE(offer.options.empty() || offer.options.front().name == "events");
  }
  const auto sink = host_.find("sink", "good_sink");
  ASSERT_TRUE(sink);
  EXPECT_EQ(&sink->library, &good);
  EXPECT_EQ(sink->offer.type, "good_sink");
  EXPECT_EQ(sink->offer.summary, "Counts the events.");
  EXPECT_EQ(host_.find("source", "good_source")->offer.summary, "") << "it says nothing";
  EXPECT_FALSE(host_.find("sink", "other"));
  EXPECT_FALSE(host_.find("source", "good_sink"));
}

TEST_F(PluginHostTest, makesInstancesThatKnowNothingOfEachOther) {
  folder_.put("good", "good.so");
  scan();
  const auto first = host_.create("sink", "good_sink");
  const auto second = host_.create("sink", "good_sink");
  EXPECT_EQ(deliver(*first), "1.0.0: 1");
  EXPECT_EQ(deliver(*first), "1.0.0: 2");
  EXPECT_EQ(deliver(*second), "1.0.0: 1");
  EXPECT_EQ(kindOf(*first), "sink");
}

TEST_F(PluginHostTest, lendsInstancesThatOutliveIt) {
  folder_.put("good", "good.so");
  std::shared_ptr<Plugin> sink;
  {
    PluginHost host(kLimit);
    host.scan({folder_.path()});
    sink = host.create("sink", "good_sink");
  }
  EXPECT_EQ(deliver(*sink), "1.0.0: 1");
}

TEST_F(PluginHostTest, refusesABadFileByNameAndGoesOn) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"text", "is not a shared library"},
      {"wrong_sdk", "was built for SDK 999, this Herald has " + kAbi + ": rebuild it"},
      {"wrong_poco", "was built for Poco 1.99.9, this Herald runs with 1."},
      {"no_note", "is not a plugin for Herald"},
      {"no_manifest", "has no manifest: name its classes between HERALD_PLUGINS_BEGIN and HERALD_PLUGINS_END"},
      {"no_class", "offers nothing: name its classes with HERALD_PLUGIN"},
      {"other_base", "has a manifest for another base class"},
      {"no_sdk", "does not link the SDK (libherald_sdk.so): build it with herald_add_plugin"},
      {"undefined_symbol", "cannot be loaded (undefined symbol: _Z24functionThatDoesNotExistv): link all libraries"},
  };
  for (const auto& [kind, reason] : table) folder_.put(kind, kind + ".so");
  folder_.put("good", "between.so");
  scan();
  for (const auto& [kind, reason] : table) {
    const auto& refused = library(kind + ".so");
    EXPECT_FALSE(refused.loaded);
    EXPECT_THAT(refused.reason, StartsWith(reason)) << kind;
    EXPECT_THAT(host_.whyMissing("sink", kind), AllOf(HasSubstr("/" + kind + ".so "), HasSubstr(reason)));
  }
  EXPECT_EQ(deliver(*host_.create("sink", "good_sink")), "1.0.0: 1");
}

TEST_F(PluginHostTest, refusesALibraryThatEndsTheProcessOrNeverReturnsAndGoesOn) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"ends_by_exit",
       "ends the process that loads it (exit code 3; it printed `no licence found`): its static objects"},
      {"ends_by_abort",
       "ends the process that loads it (Aborted): its static objects, constructors and options() must"},
      {"ends_by_crash", "ends the process that loads it (Segmentation fault): its static objects"},
      {"ends_by_spin", "hangs while it is loaded: its static objects must not wait for anything"},
      {"ends_by_in_constructor", "ends the process that loads it (Aborted): its static objects, constructors"},
      {"ends_by_in_options", "ends the process that loads it (exit code 0): its static objects, constructors"},
  };
  for (const auto& [kind, reason] : table) folder_.put(kind, kind + ".so");
  folder_.put("good", "between.so");
  EXPECT_TRUE(test::hasEnoughTime(Millis(500), [&](Millis limit) {
    PluginHost host(limit);
    host.scan({folder_.path()});
    const auto hung = std::ranges::count_if(
        host.libraries(), [](const Library& one) { return one.reason.starts_with("hangs while it is loaded"); });
    const auto good = makeInTime(host, "good_sink");
    if (hung > 1 || !good || !library(host, "between.so").refused.empty()) return false;
    EXPECT_EQ(hangingCalls(), 0) << "what hangs, hangs in the other process";
    for (const auto& [kind, reason] : table)
      EXPECT_THAT(library(host, kind + ".so").reason, StartsWith(reason)) << kind;
    EXPECT_THAT(host.whyMissing("sink", "ends_at_load"), HasSubstr("ends the process that loads it"));
    EXPECT_EQ(deliver(*good), "1.0.0: 1");
    return true;
  }));
}

// With the sanitizers of this build, the library is in order, unless they need another start of the process.
TEST_F(PluginHostTest, survivesALibraryThatWasBuiltWithASanitizer) {
  folder_.put("sanitized", "sanitized.so");
  folder_.put("good", "good.so");
  scan();
  EXPECT_EQ(deliver(*host_.create("sink", "good_sink")), "1.0.0: 1");
  const auto& sanitized = library("sanitized.so");
  EXPECT_TRUE(sanitized.loaded || sanitized.reason.find("build it without -fsanitize") != std::string::npos ||
              sanitized.reason.starts_with("cannot be loaded"))
      << sanitized.reason;
}

TEST_F(PluginHostTest, triesAnUnchangedFileOnce) {
  const auto trials = folder_.path() / "trials";
  const auto program = folder_.write(
      "count.sh", "#!/bin/sh\necho >> " + trials.string() + "\nexec " + trialProgram().string() + " \"$@\"\n");
  fs::permissions(program, fs::perms::owner_all);
  folder_.put("ends_by_exit", "bad.so");
  folder_.put("good", "good.so");
  PluginHost host(kLimit, program);
  for (int i = 0; i < 3; ++i) host.scan({folder_.path()});
  EXPECT_LE(testing::readFile(trials).size(), 2U) << "one process up to the bad file, one behind it";
  EXPECT_THAT(host.libraries().front().reason, StartsWith("ends the process that loads it (exit code 3"));
}

TEST_F(PluginHostTest, loadsWithoutATrialIfThatCannotRun) {
  folder_.put("good", "good.so");
  for (const auto* program : {"/nowhere/try_plugins", "/bin/false"}) {
    PluginHost host(kLimit, program);
    host.scan({folder_.path()});
    EXPECT_EQ(deliver(*host.create("sink", "good_sink")), "1.0.0: 1") << program;
  }
}

/// So no library is loaded that was seen to end a process.
TEST_F(PluginHostTest, keepsWhatATrialHasShownIfTheNextOneCannotRun) {
  const auto once = folder_.write("once.sh", "#!/bin/sh\nrm " + folder_.write("mayRun", "").string() +
                                                 " || exit 1\nexec " + trialProgram().string() + " \"$@\"\n");
  fs::permissions(once, fs::perms::owner_all);
  std::vector<std::shared_ptr<SealedFile>> files;
  for (const auto* kind : {"ends_by_exit", "good"}) {
    folder_.put(kind, "tried.so");
    files.push_back(std::make_shared<SealedFile>(kind, testing::readFile(folder_.path() / "tried.so")));
  }
  std::vector<TrialResult> results;
  EXPECT_THROW(tryLibraries(files, once, kLimit, results), std::runtime_error);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_THAT(results.front().reason, StartsWith("ends the process that loads it"));
}

TEST_F(PluginHostTest, keepsTheLibrariesOfTwoPluginsApart) {
  folder_.put("helper_user_1", "1.so");
  folder_.put("helper_user_2", "2.so");
  scan();
  EXPECT_EQ(deliver(*host_.create("sink", "helper_user_1")), "1");
  EXPECT_EQ(deliver(*host_.create("sink", "helper_user_2")), "2");
}

TEST_F(PluginHostTest, keepsClassesOfOneNameApartAndWarnsOfThem) {
  folder_.put("same_class_a", "a.so");
  folder_.put("same_class_b", "b.so");
  folder_.put("good", "good.so");
  scan();
  EXPECT_EQ(deliver(*host_.create("sink", "same_class_a")), "a a");
  EXPECT_EQ(deliver(*host_.create("sink", "same_class_b")), "b b");
  for (const auto* name : {"a.so", "b.so"}) {
    EXPECT_TRUE(library(name).loaded);
    EXPECT_THAT(library(name).warning, AllOf(StartsWith("exports "), HasSubstr(" symbols of its own, such as `"),
                                             HasSubstr("build it with herald_add_plugin")));
  }
  EXPECT_THAT(library("good.so").warning, IsEmpty());
}

TEST_F(PluginHostTest, refusesAClassWhoseOptionsAreDeclaredWrongByNameAndKeepsTheRest) {
  const auto file = folder_.put("bad_options", "bad_options.so");
  scan();
  const auto& bad = library("bad_options.so");
  EXPECT_THAT(types(bad), ElementsAre("sink right_options"));
  EXPECT_EQ(bad.refused.at("declared_twice"), "options() of `declared_twice`: option `path` is declared twice");
  EXPECT_THAT(bad.refused.at("wrong_default"),
              StartsWith("options() of `wrong_default`: option `pace` has a default that has to be a whole number"));
  EXPECT_THAT(bad.refused.at("no_choices"), HasSubstr("option `mode` offers no choices"));
  EXPECT_THAT(bad.refused.at("reserved_name"),
              HasSubstr("option `events` cannot be told from `events`, which Herald adds to every sink"));
  EXPECT_EQ(host_.whyMissing("sink", "declared_twice"),
            "type `declared_twice` of " + file.string() + " cannot be used: " + bad.refused.at("declared_twice"));
}

TEST_F(PluginHostTest, refusesATruncatedFileAndOneThatOthersCanWriteTo) {
  const auto good = BadPluginFolder::library("good");
  folder_.write("half.so", good.substr(0, good.size() / 2));
  fs::permissions(folder_.put("good", "open.so"), fs::perms(0666));
  scan();
  EXPECT_THAT(library("half.so").reason, StartsWith("is truncated: "));
  EXPECT_THAT(library("open.so").reason, StartsWith("can be written by others: chmod go-w "));
  EXPECT_FALSE(host_.find("sink", "good_sink"));
}

TEST_F(PluginHostTest, looksAtLibrariesOnly) {
  folder_.put("good", "good.so.dpkg-new");
  folder_.write("README.md", "plugins go here");
  scan();
  EXPECT_THAT(host_.libraries(), IsEmpty());
}

TEST_F(PluginHostTest, reportsAFolderThatIsNotThere) {
  host_.scan({folder_.path() / "nowhere"});
  ASSERT_EQ(host_.libraries().size(), 1U);
  EXPECT_THAT(host_.libraries().front().reason, HasSubstr("cannot be searched for plugins: No such file"));
}

TEST_F(PluginHostTest, refusesAClassThatThrowsByNameAndKeepsTheRestOfItsLibrary) {
  folder_.put("misbehaving", "misbehaving.so");
  scan();
  const auto& bad = library("misbehaving.so");
  EXPECT_TRUE(bad.loaded);
  EXPECT_THAT(bad.refused,
              UnorderedElementsAre(
                  std::pair("throws_in_constructor",
                            "the constructor of `throws_in_constructor` threw: boom in the constructor"),
                  std::pair("throws_in_options", "options() of `throws_in_options` threw: Not found: boom in options"),
                  std::pair("throws_in_summary", "summary() of `throws_in_summary` threw: boom in summary"),
                  std::pair("no_kind", "`no_kind` is not a source, transform or sink: derive it from one of them")));
  EXPECT_THAT(types(bad), IsSupersetOf({"sink throws_in_deliver", "transform hangs_in_apply", "source hangs_in_run"}));
  EXPECT_FALSE(host_.find("sink", "throws_in_constructor"));
  EXPECT_THAT(host_.whyMissing("sink", "throws_in_constructor"),
              AllOf(HasSubstr("misbehaving.so cannot be used"), HasSubstr("boom in the constructor")));
}

TEST_F(PluginHostTest, refusesAClassThatHangsByNameAndKeepsTheRestOfItsLibrary) {
  folder_.put("hangs_at_start", "hangs_at_start.so");
  EXPECT_TRUE(test::hasEnoughTime(Millis(200), [this](Millis limit) {
    PluginHost host(limit);
    host.scan({folder_.path()});
    const auto working = makeInTime(host, "works_beside_them");
    if (working) {
      const auto& bad = library(host, "hangs_at_start.so");
      EXPECT_THAT(types(bad), ElementsAre("sink works_beside_them"));
      EXPECT_THAT(bad.refused.at("hangs_in_constructor"),
                  StartsWith("the constructor of `hangs_in_constructor` did not return within"));
      EXPECT_THAT(bad.refused.at("hangs_in_options"),
                  StartsWith("options() of `hangs_in_options` did not return within"));
      EXPECT_EQ(kindOf(*working), "sink");
      awaitHanging(2);
    }
    releaseHangs();
    return working != nullptr;
  }));
}

TEST_F(PluginHostTest, leavesADestructorThatHangsBehind) {
  folder_.put("misbehaving", "misbehaving.so");
  EXPECT_TRUE(test::hasEnoughTime(Millis(200), [this](Millis limit) {
    PluginHost host(limit);
    host.scan({folder_.path()});
    auto sink = makeInTime(host, "hangs_in_destructor");
    if (!sink) return false;
    test::FakeHost lent;
    sink->configure({}, lent);
    sink.reset();
    awaitHanging(1);
    releaseHangs();
    return true;
  }));
}

TEST_F(PluginHostTest, givesATypeToTheFirstOfTwoFiles) {
  folder_.put("same_type", "b.so");
  folder_.put("good", "a.so");
  scan();
  EXPECT_TRUE(library("a.so").loaded);
  EXPECT_EQ(library("b.so").reason, "offers the sink `good_sink`, which " + (folder_.path() / "a.so").string() +
                                        " offers too: remove one of them");
  EXPECT_EQ(deliver(*host_.create("sink", "good_sink")), "1.0.0: 1");
}

TEST_F(PluginHostTest, givesATypeToTheFirstOfTwoFolders) {
  const BadPluginFolder second;
  folder_.put("good", "z.so");
  second.put("good", "a.so");
  host_.scan({folder_.path(), second.path(), folder_.path()});
  ASSERT_EQ(host_.libraries().size(), 2U);
  EXPECT_TRUE(library("z.so").loaded);
  EXPECT_THAT(library("a.so").reason, HasSubstr("/z.so offers too"));
}

TEST_F(PluginHostTest, aSourceAndASinkOfOneLibraryMayHaveOneType) {
  folder_.put("two_kinds", "two_kinds.so");
  scan();
  EXPECT_THAT(types(library("two_kinds.so")), UnorderedElementsAre("sink both", "source both"));
  EXPECT_EQ(host_.ofType("both").size(), 2U);
  for (const std::string kind : {"sink", "source"}) EXPECT_EQ(kindOf(*host_.create(kind, "both")), kind);
}

TEST_F(PluginHostTest, aSourceAndASinkOfTwoLibrariesMayHaveOneType) {
  folder_.put("good", "good.so");
  folder_.put("other_kind", "other_kind.so");
  scan();
  EXPECT_TRUE(library("other_kind.so").loaded) << library("other_kind.so").reason;
  for (const std::string kind : {"sink", "source"}) EXPECT_EQ(kindOf(*host_.create(kind, "good_sink")), kind);
}

TEST_F(PluginHostTest, aLibraryWhoseManifestSaysNoKindWorks) {
  folder_.put("plain_names", "plain_names.so");
  scan();
  EXPECT_THAT(types(library("plain_names.so")), ElementsAre("sink plain"));
  EXPECT_EQ(kindOf(*host_.create("sink", "plain")), "sink");
}

TEST_F(PluginHostTest, usesAChangedFileFromTheNextScanOnForNewInstances) {
  folder_.put("good", "good.so");
  scan();
  const auto old = host_.create("sink", "good_sink");
  folder_.put("changed", "good.so");  // the same inode, as cp writes it
  EXPECT_EQ(deliver(*old), "1.0.0: 1");
  EXPECT_EQ(deliver(*host_.create("sink", "good_sink")), "1.0.0: 1");

  scan();
  EXPECT_EQ(library("good.so").version, "2.0.0");
  EXPECT_EQ(deliver(*host_.create("sink", "good_sink")), "2.0.0: 1");
  EXPECT_EQ(deliver(*old), "1.0.0: 2");
}

TEST_F(PluginHostTest, survivesAFileThatIsEmptiedWhileItsCodeRuns) {
  folder_.put("good", "good.so");
  scan();
  const auto sink = host_.create("sink", "good_sink");
  folder_.write("good.so", "");
  EXPECT_EQ(deliver(*sink), "1.0.0: 1");
  EXPECT_EQ(deliver(*host_.create("sink", "good_sink")), "1.0.0: 1");
}

TEST_F(PluginHostTest, makesNoNewInstancesOfAFileThatIsRefusedByNowOrGone) {
  const auto file = folder_.put("good", "good.so");
  scan();
  const auto old = host_.create("sink", "good_sink");
  folder_.put("wrong_sdk", "good.so");
  scan();
  EXPECT_THROW(host_.create("sink", "good_sink"), std::runtime_error);
  EXPECT_THAT(host_.whyMissing("sink", "good"), HasSubstr("was built for SDK 999"));
  fs::remove(file);
  scan();
  EXPECT_THROW(host_.create("sink", "good_sink"), std::runtime_error);
  EXPECT_EQ(deliver(*old), "1.0.0: 1");
}

TEST_F(PluginHostTest, loadsTheSameBytesOnce) {
  const auto file = folder_.put("good", "good.so");
  scan();
  host_.create("sink", "good_sink");
  const auto loaded = pathsOfPlugins();
  fs::rename(file, folder_.path() / "renamed.so");
  scan();
  EXPECT_TRUE(library("renamed.so").loaded);
  EXPECT_EQ(deliver(*host_.create("sink", "good_sink")), "1.0.0: 1");
  EXPECT_EQ(pathsOfPlugins(), loaded);
}

TEST_F(PluginHostTest, loadsOnlyLibrariesThatSomebodyUses) {
  folder_.put("good", "good.so");
  folder_.put("other_kind", "other_kind.so");
  const auto before = pathsOfPlugins().size();
  scan();
  EXPECT_THAT(types(library("other_kind.so")), Not(IsEmpty()));
  EXPECT_EQ(pathsOfPlugins().size(), before) << "the other process has loaded them";
  const auto sink = host_.create("sink", "good_sink");
  EXPECT_EQ(pathsOfPlugins().size(), before + 1);
  scan();
  EXPECT_EQ(pathsOfPlugins().size(), before + 1);
  EXPECT_EQ(deliver(*sink), "1.0.0: 1");
}

TEST_F(PluginHostTest, runsTheBytesThatItHasCheckedAlsoIfItLoadsThemLater) {
  folder_.put("good", "good.so");
  scan();
  folder_.write("good.so", "");
  EXPECT_EQ(deliver(*host_.create("sink", "good_sink")), "1.0.0: 1");
}

TEST_F(PluginHostTest, loadsBytesThatItRefusesOnceAsWell) {
  for (const auto* kind : {"no_manifest", "no_class", "other_base", "undefined_symbol"})
    folder_.put(kind, std::string(kind) + ".so");
  scan();
  const auto loaded = pathsOfPlugins();
  scan();
  EXPECT_EQ(pathsOfPlugins(), loaded);
  EXPECT_THAT(library("no_manifest.so").reason, StartsWith("has no manifest"));
  EXPECT_THAT(library("no_class.so").reason, StartsWith("offers nothing"));
}

TEST_F(PluginHostTest, neverTakesOneLibraryForAnother) {
  folder_.put("good", "good.so");
  for (const auto* version : {"good", "changed", "good"}) {
    folder_.put(version, "good.so");
    PluginHost host(kLimit);
    host.scan({folder_.path()});
    EXPECT_THAT(deliver(*host.create("sink", "good_sink")), StartsWith(host.libraries().front().version)) << version;
  }
}

TEST_F(PluginHostTest, loadsFromMemoryUnderTheNameOfTheFile) {
  folder_.put("good", "good.so");
  scan();
  host_.create("sink", "good_sink");
  ASSERT_THAT(pathsOfPlugins(), Not(IsEmpty()));
  EXPECT_EQ(fs::read_symlink(pathsOfPlugins().back()), "/memfd:good.so (deleted)");
}

TEST_F(PluginHostTest, saysWhatATypeMayHaveMeant) {
  folder_.put("good", "good.so");
  scan();
  EXPECT_EQ(host_.whyMissing("sink", "god_sink"), "unknown type `god_sink`, did you mean `good_sink`?");
  EXPECT_EQ(host_.whyMissing("sink", "xyzzy"), "unknown type `xyzzy`");
  EXPECT_EQ(host_.whyMissing("source", "god_sink"), "unknown type `god_sink`") << "a sink would not help";
  EXPECT_EQ(host_.whyMissing("", "god_sink"), "unknown type `god_sink`, did you mean `good_sink`?");
  EXPECT_EQ(host_.whyMissing("source", "good_sink"), "`good_sink` is a sink, not a source");
}

TEST_F(PluginHostTest, findsAMissingTypeInARefusedFileOfAnyName) {
  const auto file = folder_.put("wrong_sdk", "whatever.so");
  scan();
  EXPECT_THAT(host_.whyMissing("sink", "one_sink"),
              StartsWith("type `one_sink` is missing: " + file.string() + " was built for SDK 999"));
  try {
    host_.create("sink", "one_sink");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), host_.whyMissing("sink", "one_sink"));
  }
}

}  // namespace
}  // namespace herald::core
