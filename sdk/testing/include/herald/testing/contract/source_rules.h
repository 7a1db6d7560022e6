// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "herald/testing/contract/work.h"
#include "herald/testing/enough_time.h"

namespace herald::test {

inline void endsWhenItIsAskedTo(const Subject& subject) {
  LiveHost host;
  ShortFeed asked, running;
  asked.requestStop();
  asked.run(as<Source>(*configured(subject, host)));
  running.run(as<Source>(*configured(subject, host)));
}

/// On a busy machine, the moment may be over before the first event in one run, and not in the other.
inline void runsAgain(const Subject& subject) {
  const bool isAlike = hasEnoughTime(Millis(200), [&subject](Millis moment) {
    LiveHost host;
    ShortFeed first, second;
    const auto plugin = configured(subject, host);
    first.run(as<Source>(*plugin), moment);
    second.run(as<Source>(*plugin), moment);
    return second.events().empty() == first.events().empty();
  });
  EXPECT_TRUE(isAlike)
      << "the second run() of an instance does not work like the first: Herald calls it again after each failure";
}

inline void publishesOnlyWhileItRuns(const Subject& subject) {
  LiveHost host;
  ShortFeed feed;
  {
    const auto plugin = configured(subject, host);
    feed.run(as<Source>(*plugin));
  }
  EXPECT_FALSE(feed.publishedLate()) << "it publishes after run() has returned: join its threads before that";
}

inline std::vector<Rule> sourceRules() {
  return {
      {"EndsWhenItIsAskedTo", "run() returns within 5 seconds after feed.stop() is requested", endsWhenItIsAskedTo},
      {"RunsAgain", "run() returns within 5 seconds after feed.stop() is requested", runsAgain},
      {"PublishesOnlyWhileItRuns", "run() and the destructor return", publishesOnlyWhileItRuns},
  };
}

}  // namespace herald::test
