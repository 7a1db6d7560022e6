// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "herald/sink.h"
#include "herald/vocabulary.h"
#include "message_sender.h"

namespace herald::webhook {

/// Sends each event as an HTTP request, with its picture if the user wants that. After configure(), any thread may call
/// it.
class WebhookSink : public Sink, public Previewer, public TemplateUser, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override { return sender_.deliver(attempt); }
  Preview preview(const Attempt& attempt) override { return {.missing = sender_.preview(attempt)}; }
  bool concurrent() const override { return true; }
  bool uses(std::string_view variable) const override { return sender_.uses(variable); }
  Vocabulary vocabulary() const override { return sender_.vocabulary(); }

 private:
  MessageSender sender_;
};

}  // namespace herald::webhook
