// SPDX-License-Identifier: Apache-2.0
#include "oauth_webhook_sink.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <future>
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

void OAuthWebhookSink::begin(const Attempt& attempt, Completion done) {
  withToken(attempt, done, [this, &attempt, done](const std::shared_ptr<const Token>& token) {
    sender_.begin(attempt, token->answer, [this, &attempt, done, token](Outcome outcome) {
      if (!isRejected(outcome) || !tokens_->discard(token)) return done(std::move(outcome));
      sendAgain(attempt, done);
    });
  });
}

/// With another token.
void OAuthWebhookSink::sendAgain(const Attempt& attempt, const Completion& done) {
  withToken(attempt, done, [this, &attempt, done](const std::shared_ptr<const Token>& token) {
    sender_.begin(attempt, token->answer, [this, done](Outcome outcome) {
      if (isRejected(outcome) && outcome.verdict != Outcome::Verdict::Delivered)
        outcome.reason = "the receiver rejected a new token too (" + std::to_string(outcome.status) +
                         "): check headers, data and oauth.data";
      done(std::move(outcome));
    });
  });
}

/// Goes on when there is a token. If there is none, the attempt has ended.
void OAuthWebhookSink::withToken(const Attempt& attempt, const Completion& done, WithToken then) {
  tokens_->get(attempt.deadline, attempt.stop, [this, done, then = std::move(then)](const TokenResult& result) {
    if (!result.token) return done(result.failure);
    try {
      mask(result.token);
      then(result.token);
    } catch (const std::exception& error) {
      done({.verdict = Outcome::Verdict::Retry, .reason = error.what()});
    }
  });
}

void OAuthWebhookSink::mask(const std::shared_ptr<const Token>& token) {
  masked_->addToken(token, [this](const Token& one) {
    return secretsIn(one.answer, [this](std::string_view name) { return sender_.sends(name); });
  });
}

Preview OAuthWebhookSink::preview(const Attempt& attempt) {
  const auto got = std::make_shared<std::promise<TokenResult>>();
  tokens_->get(attempt.deadline, attempt.stop, [got](TokenResult result) { got->set_value(std::move(result)); });
  const TokenResult result = got->get_future().get();
  if (!result.token) throw Failure(result.failure.verdict, result.failure.reason);
  mask(result.token);
  return {.missing = sender_.preview(attempt, result.token->answer)};
}

bool OAuthWebhookSink::isRejected(const Outcome& outcome) const {
  return std::find(refreshOn_.begin(), refreshOn_.end(), outcome.status) != refreshOn_.end();
}

}  // namespace herald::webhook
