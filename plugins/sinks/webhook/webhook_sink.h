// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "herald/http.h"
#include "herald/sink.h"
#include "herald/vocabulary.h"
#include "request_builder.h"

namespace herald::webhook {

/// Sends each event as one HTTP request. After configure(), any thread may call it.
class WebhookSink : public Sink, public Previewer, public TemplateUser, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override;
  Preview preview(const Attempt& attempt) override;
  bool concurrent() const override { return true; }
  bool uses(std::string_view variable) const override { return builder_.uses(variable); }
  Vocabulary vocabulary() const override { return builder_.vocabulary(); }

 private:
  Host* host_ = nullptr;
  RequestBuilder builder_;
  StatusTable statuses_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace herald::webhook
