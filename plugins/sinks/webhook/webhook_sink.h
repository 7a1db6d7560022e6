// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/async_sink.h"
#include "herald/sink.h"
#include "herald/vocabulary.h"
#include "message_sender.h"

namespace herald::webhook {

/// Sends each event as an HTTP request, with its picture if the user wants that. After configure(), any thread may call
/// it.
class WebhookSink : public Sink, public AsyncSink, public Previewer, public TemplateUser, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override {
    return "Sends each event as an HTTP request, to a service or to your own script.";
  }
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override { return awaitOutcome(*this, attempt); }
  void begin(const Attempt& attempt, Completion done) override { sender_.begin(attempt, {}, std::move(done)); }
  Preview preview(const Attempt& attempt) override { return {.missing = sender_.preview(attempt)}; }
  bool concurrent() const override { return true; }
  bool uses(std::string_view variable) const override { return sender_.uses(variable); }
  Vocabulary vocabulary() const override { return sender_.vocabulary(); }

 private:
  MessageSender sender_;
};

}  // namespace herald::webhook
