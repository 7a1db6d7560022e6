// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "herald/http.h"
#include "herald/sink.h"
#include "masked_secrets.h"
#include "request_builder.h"
#include "token_store.h"

namespace herald::webhook {

/// The webhook with a token call before it. The members of the token server's answer are variables. The sink uses a
/// token for all events until shortly before its end. If the receiver rejects it, the sink fetches another one, once.
/// After configure(), any thread may call it.
class OAuthWebhookSink : public Sink, public Previewer, public TemplateUser {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override;
  Preview preview(const Attempt& attempt) override;
  bool concurrent() const override { return true; }
  bool uses(std::string_view variable) const override { return builder_.uses(variable); }

 private:
  TokenResult token(const Attempt& attempt);
  TokenResult fetch(Clock::time_point deadline, const std::stop_token& stop);
  Outcome send(const Attempt& attempt, const Token& token);
  bool isRejected(const Outcome& outcome) const;

  Host* host_ = nullptr;
  RequestBuilder builder_;
  StatusTable statuses_;
  std::unique_ptr<HttpClient> client_;

  HttpRequest tokenRequest_;
  std::unique_ptr<HttpClient> tokenClient_;
  std::unique_ptr<TokenStore> tokens_;
  std::vector<int> refreshOn_;
  bool reuse_ = true;
  std::unique_ptr<MaskedSecrets> masked_;
};

}  // namespace herald::webhook
