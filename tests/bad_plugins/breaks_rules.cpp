// SPDX-License-Identifier: Apache-2.0
// Plugins that Herald loads, and that break a rule of the contract. Most are those of the contract's own tests.
#include <csignal>
#include <filesystem>
#include <iostream>

#include "herald/register.h"
#include "wrong_sinks.h"
#include "wrong_sources.h"
#include "wrong_transforms.h"

namespace herald::test {

/// Prints what looks like an answer of the program that tries it.
class PrintsAnAnswer : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override {
    std::cout << R"({"failures":[]})" << std::endl;
    return {.verdict = Outcome::Verdict::Retry};
  }
};

class CrashesWhenItDelivers : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override {
    std::signal(SIGSEGV, SIG_DFL);  // a sanitizer reports it otherwise
    std::raise(SIGSEGV);
    return {};
  }
};

/// Has an option that must be given, and one that is a path.
class NeedsAWord : public SoundSink {
 public:
  std::vector<Option> options() const override {
    return {{.name = "wort", .help = "A word that must be given.", .required = true},
            {.name = "folder", .type = Type::Path, .help = "A folder."}};
  }
  void configure(const Settings& settings, Host&) override {
    if (settings.text("wort") == "no") settings.reject("wort", "must not be `no`");
    const bool isHere = settings.text("folder") == (std::filesystem::current_path() / "here").string();
    if (settings.has("folder") && !isHere) settings.reject("folder", "is not `here` of the folder where Herald runs");
  }
  Outcome deliver(const Attempt&) override { return {}; }
};

}  // namespace herald::test

using namespace herald::test;

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(PrintsAnAnswer, "prints_an_answer")
HERALD_PLUGIN(CrashesWhenItDelivers, "crashes")
HERALD_PLUGIN(NeedsAWord, "needs_a_word")
HERALD_PLUGIN(SendsWithoutADeadline, "sends_without_a_deadline")
HERALD_PLUGIN(LogsItsPassword, "logs_its_password")
HERALD_PLUGIN(KeepsEmit, "keeps_emit")
HERALD_PLUGIN(CountsAllDevices, "counts_all_devices")
HERALD_PLUGIN(PublishesAfterTheEnd, "publishes_after_the_end")
HERALD_PLUGIN(IgnoresTheRequestToStop, "ignores_the_stop")
HERALD_PLUGINS_END
