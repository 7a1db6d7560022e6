// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "event_filter.h"
#include "herald/camera.h"
#include "herald/source.h"
#include "herald/vocabulary.h"
#include "octoprint_camera.h"
#include "push_session.h"
#include "push_translator.h"
#include "rest_client.h"

namespace herald::octoprint {

/// Reports the events of one OctoPrint, version 1.4 or later. It listens to OctoPrint's push API
/// (https://docs.octoprint.org/en/master/api/push.html).
class OctoPrintSource : public Source, public Camera, public VocabularyOwner, public Adviser {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Listens to OctoPrint and reports what happens on its printer."; }
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;
  Picture take(const Shot& shot) override;
  Vocabulary vocabulary() const override;
  std::vector<Problem> advice() const override;

 private:
  PushSession open(Feed& feed, RestClient& rest);
  void listen(Feed& feed, RestClient& rest);
  void follow(Feed& feed, PushSession& session, PushTranslator& translator);
  void reportMissingPermissions(const Login& login, Feed& feed);

  Settings settings_{};
  std::string url_{};   ///< without a slash at its end
  std::string host_{};  ///< the part of the URL that a message may show
  PushTranslator::Setup setup_{};
  OctoPrintCamera camera_{};
  std::string missing_{};  ///< the missing permissions in the last log line, so that each is reported once
};

}  // namespace herald::octoprint
