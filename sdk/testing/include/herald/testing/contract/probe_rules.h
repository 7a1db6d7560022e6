// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "herald/prober.h"
#include "herald/testing/contract/sink_rules.h"
#include "herald/testing/contract/work.h"

/// The rules for a source or sink that is a Prober. Any other keeps them.
namespace herald::test {

/// Nobody answers.
inline void probesByItsDeadline(const Subject& subject) {
  LiveHost host;
  cutOff(host.network());
  const auto plugin = configured(subject, host);
  auto* prober = dynamic_cast<Prober*>(plugin.get());
  if (!prober) return;
  for (const Millis wait : {Millis(1000), Millis(0)}) {
    const auto deadline = Clock::now() + wait;
    for (const auto& [what, remedy, stopsWork] : prober->probe(deadline))
      EXPECT_TRUE(!what.empty() && !remedy.empty())
          << "probe() finds `" << what << "`, but says not what to do about it";
    EXPECT_LT(Clock::now(), deadline + subject.limit / 12) << "probe() outlasts its deadline";
    for (const auto& sent : host.network().sent())
      EXPECT_LE(sent.deadline, deadline) << "a request may last longer than the probe: pass the deadline";
  }
}

inline std::vector<Rule> probeRules() {
  return {{"ProbesByItsDeadline", "probe() returns by its deadline", probesByItsDeadline}};
}

}  // namespace herald::test
