// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "herald/sink.h"
#include "masked_secrets.h"
#include "message_sender.h"
#include "token_source.h"

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
  bool uses(std::string_view variable) const override { return sender_.uses(variable); }

 private:
  TokenResult token(const Attempt& attempt);
  bool isRejected(const Outcome& outcome) const;

  MessageSender sender_;
  std::shared_ptr<TokenSource> tokens_;
  std::vector<int> refreshOn_;
  std::unique_ptr<MaskedSecrets> masked_;
};

}  // namespace herald::webhook
