// SPDX-License-Identifier: Apache-2.0
#include "oauth_webhook_sink.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "herald/host.h"
#include "herald/http.h"
#include "herald/secrets.h"
#include "token_request.h"

namespace herald::webhook {
namespace {

std::vector<int> readCodes(const Settings& settings, const std::string& option) {
  std::vector<int> codes;
  for (const std::string& word : settings.list(option)) {
    int code = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), code);
    if (error != std::errc() || end != word.data() + word.size() || code < 200 || code > 599)
      settings.reject(option, "must be codes from 200 to 599, such as 401, 403; not `" + word + "`");
    codes.push_back(code);
  }
  return codes;
}

}  // namespace

std::vector<Option> OAuthWebhookSink::options() const {
  std::vector<Option> all = MessageSender::options();
  for (const auto& more : {tokenOptions(), httpOptions()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

void OAuthWebhookSink::configure(const Settings& settings, Host& host) {
  sender_.configure(settings, host);
  refreshOn_ = readCodes(settings, "oauth.refreshOn");
  tokens_ = host.shared<TokenSource>(TokenSource::keyOf(settings),
                                     [&settings](Host& own) { return std::make_shared<TokenSource>(settings, own); });
  std::vector<std::string> secrets = sender_.secrets();
  for (std::string& secret : likelySecrets(settings, {"oauth.url", "oauth.headers", "oauth.data"}, TextKind::Literal))
    secrets.push_back(std::move(secret));
  masked_ = std::make_unique<MaskedSecrets>(std::move(secrets), host);
}

Outcome OAuthWebhookSink::deliver(const Attempt& attempt) {
  const TokenResult first = token(attempt);
  if (!first.token) return first.failure;
  Outcome outcome = sender_.deliver(attempt, first.token->answer);
  if (!isRejected(outcome) || !tokens_->discard(first.token)) return outcome;

  const TokenResult second = token(attempt);
  if (!second.token) return second.failure;
  outcome = sender_.deliver(attempt, second.token->answer);
  if (isRejected(outcome) && outcome.verdict != Outcome::Verdict::Delivered)
    outcome.reason = "the receiver rejected a new token too (" + std::to_string(outcome.status) +
                     "): check headers, data and oauth.data";
  return outcome;
}

Preview OAuthWebhookSink::preview(const Attempt& attempt) {
  const TokenResult got = token(attempt);
  if (!got.token) throw Failure(got.failure.verdict, got.failure.reason);
  return {.missing = sender_.preview(attempt, got.token->answer)};
}

TokenResult OAuthWebhookSink::token(const Attempt& attempt) {
  TokenResult result = tokens_->get(attempt.deadline, attempt.stop);
  if (result.token)
    masked_->addToken(result.token, [this](const Token& token) {
      return secretsIn(token.answer, [this](std::string_view name) { return sender_.sends(name); });
    });
  return result;
}

bool OAuthWebhookSink::isRejected(const Outcome& outcome) const {
  return std::find(refreshOn_.begin(), refreshOn_.end(), outcome.status) != refreshOn_.end();
}

}  // namespace herald::webhook
