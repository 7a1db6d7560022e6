#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "herald/http.h"
#include "herald/sink.h"
#include "request_builder.h"
#include "token_store.h"

namespace herald::webhook {

/// The webhook with a token call before it, whose answer's members are variables. A token serves all events until
/// shortly before its end, unless the receiver refuses it: then another one is fetched, once.
class OAuthWebhookSink : public Sink, public TemplateUser {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override;
  bool concurrent() const override { return true; }
  bool uses(std::string_view variable) const override { return builder_.uses(variable); }

 private:
  TokenResult token(const Attempt& attempt);
  TokenResult fetch(Clock::time_point deadline, const std::stop_token& stop);
  Outcome send(const Attempt& attempt, const Token& token);
  bool isRefused(const Outcome& outcome) const;
  void hide(const std::string& answer);

  Host* host_ = nullptr;
  RequestBuilder builder_;
  StatusTable statuses_;
  std::unique_ptr<HttpClient> client_;

  HttpRequest tokenRequest_;
  std::unique_ptr<HttpClient> tokenClient_;
  std::unique_ptr<TokenStore> tokens_;
  std::vector<int> refreshOn_;
  bool reuse_ = true;

  std::mutex hiding_;
  std::vector<std::string> ownSecrets_;
  std::deque<std::vector<std::string>> tokenSecrets_;  ///< of the last answers, the newest last
};

}  // namespace herald::webhook
