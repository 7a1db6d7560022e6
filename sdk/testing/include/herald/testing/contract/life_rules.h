// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "herald/testing/contract/process_state.h"
#include "herald/testing/contract/system_calls.h"
#include "herald/testing/contract/work.h"
#include "herald/vocabulary.h"

namespace herald::test {

/// A host for what must have no effect. It notes what the plugin asks of it.
class IdleHost : public FakeHost {
 public:
  IdleHost() { network().otherwise(LiveHost::tokenAnswer()); }
  std::string load(std::string_view key) override {
    note("loads the state `" + std::string(key) + "`");
    return {};
  }
  void save(std::string_view key, std::string_view) override { note("saves the state `" + std::string(key) + "`"); }

  std::set<std::string> deeds() {
    const MutexLock lock(mutex_);
    return deeds_;
  }

 private:
  void note(std::string deed) {
    const MutexLock lock(mutex_);
    deeds_.insert(std::move(deed));
  }

  Mutex mutex_{};
  std::set<std::string> deeds_ HERALD_GUARDED_BY(mutex_){};
};

// The first life is not watched: libraries read files of their own once (OpenSSL its configuration).
inline void isConfiguredWithoutInputOrOutput(const Subject& subject) {
  {
    IdleHost host;
    configured(subject, host);
  }
  IdleHost host;
  auto deeds = triesOutside([&] { configured(subject, host); });
  deeds.merge(host.deeds());
  if (!host.network().requests().empty()) deeds.insert("sends a request");
  for (const auto& deed : deeds)
    ADD_FAILURE() << "before its work, the plugin " << deed << ": do that in run, apply or deliver";
}

inline void mayBeDestroyedAfterEachStep(const Subject& subject) {
  FakeHost host;
  subject.make();
  subject.make()->options();
  configured(subject, host);
}

// The first life is not compared: libraries begin threads of their own once.
inline void leavesNothingBehind(const Subject& subject) {
  const auto live = [&subject](const std::function<void()>& whileItLives) {
    LiveHost host;
    const auto plugin = configured(subject, host);
    workOnce(*plugin);
    whileItLives();
  };
  live([] {});
  const ProcessState before;
  live([&before] {
    for (const int fd : before.newDescriptors())
      EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0)
          << "it opens a descriptor that programs inherit: open it close-on-exec (O_CLOEXEC, SOCK_CLOEXEC)";
  });
  for (const auto& change : before.changes()) ADD_FAILURE() << "it " << change << ", which all plugins share";
  EXPECT_TRUE(before.newThreadsEnd(subject.limit / 12)) << "a thread outlives the plugin: join it in the destructor";
  EXPECT_EQ(before.newDescriptors().size(), 0u) << "a descriptor stays open after the destructor: close it there";
}

inline void answersQuestionsFromAnyThread(const Subject& subject) {
  FakeHost host;
  const auto plugin = configured(subject, host);
  std::string thrown;
  std::thread([&] {
    thrown = whatItThrows([&] {
      if (const auto* user = dynamic_cast<const TemplateUser*>(plugin.get())) user->uses("job");
      if (const auto* owner = dynamic_cast<const VocabularyOwner*>(plugin.get())) owner->vocabulary();
      if (const auto* adviser = dynamic_cast<const Adviser*>(plugin.get())) adviser->advice();
    });
  }).join();
  EXPECT_EQ(thrown, "") << "uses(), vocabulary() or advice() fails: " << thrown;
  if (const auto* sink = dynamic_cast<const Sink*>(plugin.get())) {
    EXPECT_EQ(sink->concurrent(), sink->concurrent()) << "concurrent() must always say the same";
  }
}

inline std::vector<Rule> lifeRules() {
  return {
      {"IsConfiguredWithoutInputOrOutput", "the constructor, options() and configure() return",
       isConfiguredWithoutInputOrOutput},
      {"MayBeDestroyedAfterEachStep", "the destructor returns", mayBeDestroyedAfterEachStep},
      {"LeavesNothingBehind", "the destructor returns", leavesNothingBehind},
      {"AnswersQuestionsFromAnyThread", "uses(), vocabulary() and advice() return", answersQuestionsFromAnyThread},
  };
}

}  // namespace herald::test
