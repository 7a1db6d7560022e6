// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/source.h"
#include "herald/vocabulary.h"
#include "virtual_print.h"

namespace herald::demo {

/// Simulates a printer: it prints one job that does not exist, or one after the other.
class DemoSource : public Source, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;
  Vocabulary vocabulary() const override;

 private:
  bool print(Feed& feed, VirtualPrint job) const;
  bool waitSteps(Feed& feed, int& step, int count) const;

  Millis duration_{0};
  std::string file_;
  bool repeat_ = false;
  bool fail_ = false;
};

}  // namespace herald::demo
