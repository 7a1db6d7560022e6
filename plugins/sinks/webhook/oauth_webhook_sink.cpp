// SPDX-License-Identifier: Apache-2.0
#include "oauth_webhook_sink.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "herald/host.h"
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
  std::vector<Option> all = RequestBuilder::options();
  for (Option& option : tokenOptions()) all.push_back(std::move(option));
  for (Option& option : httpOptions()) all.push_back(std::move(option));
  return all;
}

void OAuthWebhookSink::configure(const Settings& settings, Host& host) {
  host_ = &host;
  builder_ = RequestBuilder(settings);
  statuses_ = StatusTable(settings);
  tokenRequest_ = tokenRequest(settings);
  refreshOn_ = readCodes(settings, "oauth.refreshOn");
  reuse_ = settings.flag("oauth.reuse");
  client_ = host.http(settings);
  tokenClient_ = tokenClient(settings, host);
  tokens_ = std::make_unique<TokenStore>(
      [this](Clock::time_point deadline, const std::stop_token& stop) { return fetch(deadline, stop); }, host);
  std::vector<std::string> secrets = builder_.secrets();
  for (std::string& secret : likelySecrets(settings, {"oauth.url", "oauth.headers", "oauth.data"}, TextKind::Literal))
    secrets.push_back(std::move(secret));
  masked_ = std::make_unique<MaskedSecrets>(std::move(secrets), host);
}

Outcome OAuthWebhookSink::deliver(const Attempt& attempt) {
  const TokenResult first = token(attempt);
  if (!first.token) return first.failure;
  Outcome outcome = send(attempt, *first.token);
  if (!reuse_ || !isRejected(outcome)) return outcome;

  tokens_->invalidate(first.token);
  const TokenResult second = token(attempt);
  if (!second.token) return second.failure;
  outcome = send(attempt, *second.token);
  if (isRejected(outcome) && outcome.verdict != Outcome::Verdict::Delivered)
    outcome.reason = "the receiver rejected a new token too (" + std::to_string(outcome.status) +
                     "): check headers, data and oauth.data";
  return outcome;
}

Preview OAuthWebhookSink::preview(const Attempt& attempt) {
  const TokenResult got = token(attempt);
  if (!got.token) throw Failure(got.failure.verdict, got.failure.reason);
  return {.missing = send(attempt, *got.token).missing};
}

TokenResult OAuthWebhookSink::token(const Attempt& attempt) {
  return reuse_ ? tokens_->get(attempt.deadline, attempt.stop) : fetch(attempt.deadline, attempt.stop);
}

TokenResult OAuthWebhookSink::fetch(Clock::time_point deadline, const std::stop_token& stop) {
  const auto asked = host_->now();
  try {
    TokenResult result = readToken(tokenClient_->send(tokenRequest_, deadline, stop), asked);
    if (result.token) {
      masked_->addToken(
          secretsIn(result.token->answer, [this](std::string_view name) { return builder_.sends(name); }));
    }
    return result;
  } catch (const Failure& failure) {
    return noAnswer(failure);
  }
}

Outcome OAuthWebhookSink::send(const Attempt& attempt, const Token& token) {
  auto [request, missing] = builder_.build(attempt, host_->wallClock(), token.answer);
  Outcome outcome = statuses_.outcome(client_->send(request, attempt.deadline, attempt.stop));
  outcome.missing = std::move(missing);
  return outcome;
}

bool OAuthWebhookSink::isRejected(const Outcome& outcome) const {
  return std::find(refreshOn_.begin(), refreshOn_.end(), outcome.status) != refreshOn_.end();
}

}  // namespace herald::webhook
