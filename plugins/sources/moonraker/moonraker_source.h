// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/camera.h"
#include "herald/source.h"
#include "herald/vocabulary.h"
#include "moonraker_camera.h"
#include "moonraker_session.h"
#include "printer_translator.h"
#include "rest_api.h"

namespace herald::moonraker {

/// Reports the events of one printer with Klipper, through its Moonraker
/// (https://moonraker.readthedocs.io/en/latest/external_api/introduction/).
class MoonrakerSource : public Source, public Camera, public VocabularyOwner, public Adviser {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override {
    return "Listens to Moonraker and reports what happens on a printer with Klipper.";
  }
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;
  Picture take(const Shot& shot) override;
  Vocabulary vocabulary() const override;
  std::vector<Problem> advice() const override;

 private:
  void listen(Feed& feed);
  void follow(Feed& feed, MoonrakerSession& session, PrinterTranslator& translator, const std::string& what);

  Settings settings_{};
  std::string url_{};   ///< without a slash at its end
  std::string host_{};  ///< the part of the URL that a message may show
  PrinterTranslator::Setup setup_{};
  MoonrakerCamera camera_{};
};

}  // namespace herald::moonraker
