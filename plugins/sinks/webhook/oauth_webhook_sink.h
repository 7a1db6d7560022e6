// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "herald/async_sink.h"
#include "herald/sink.h"
#include "masked_secrets.h"
#include "message_sender.h"
#include "token_source.h"

namespace herald::webhook {

/// The webhook with a token call before it. The members of the token server's answer are variables. The sink uses a
/// token for all events until shortly before its end. If the receiver rejects it, the sink fetches another one, once.
/// After configure(), any thread may call it.
class OAuthWebhookSink : public Sink, public AsyncSink, public Previewer, public TemplateUser {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override {
    return "Gets a token from a login server, then sends each event as an HTTP request with it.";
  }
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override { return awaitOutcome(*this, attempt); }
  void begin(const Attempt& attempt, Completion done) override;
  Preview preview(const Attempt& attempt) override;
  bool concurrent() const override { return true; }
  bool uses(std::string_view variable) const override { return sender_.uses(variable); }

 private:
  using WithToken = std::function<void(const std::shared_ptr<const Token>& token)>;

  void withToken(const Attempt& attempt, const Completion& done, WithToken then);
  void mask(const std::shared_ptr<const Token>& token);
  void sendAgain(const Attempt& attempt, const Completion& done);
  bool isRejected(const Outcome& outcome) const;

  std::vector<int> refreshOn_;
  std::unique_ptr<MaskedSecrets> masked_;
  std::shared_ptr<TokenSource> tokens_;
  MessageSender sender_;
};

}  // namespace herald::webhook
