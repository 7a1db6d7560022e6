// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "herald/camera.h"
#include "herald/source.h"
#include "herald/vocabulary.h"
#include "virtual_print.h"

namespace herald::demo {

/// Simulates a printer: it prints one job that does not exist, or one after the other. Its camera draws the printer.
class DemoSource : public Source, public VocabularyOwner, public Camera {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Simulates a printer, so that you can try Herald without one."; }
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;
  Vocabulary vocabulary() const override;
  Picture take(const Shot& shot) override;

 private:
  bool print(Feed& feed, VirtualPrint job);
  void set(VirtualPrint& job, VirtualPrint::State state, int percent);
  bool waitSteps(Feed& feed, int& step, int count) const;

  Millis duration_{0};
  std::string file_;
  bool repeat_ = false;
  bool fail_ = false;
  std::atomic<int> percent_{0};  // for the camera
};

}  // namespace herald::demo
