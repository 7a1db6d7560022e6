// SPDX-License-Identifier: Apache-2.0
#include "masked_secrets.h"

#include <algorithm>
#include <utility>

namespace herald::webhook {
namespace {

constexpr std::size_t kMaxTokens = 32;

}  // namespace

MaskedSecrets::MaskedSecrets(std::vector<std::string> configured, Host& host)
    : host_(host), configured_(std::move(configured)) {
  host_.hide(configured_);
}

// Calls the host under the lock. Otherwise an older list could replace a newer one.
void MaskedSecrets::addToken(const std::shared_ptr<const Token>& token,
                             const std::function<std::vector<std::string>(const Token&)>& secretsOf) {
  const MutexLock lock(mutex_);
  if (std::any_of(tokens_.rbegin(), tokens_.rend(), [&](const Masked& one) { return one.token == token; })) return;
  tokens_.push_back({token, secretsOf(*token)});
  if (tokens_.size() > kMaxTokens) tokens_.pop_front();
  std::vector<std::string> all = configured_;
  for (const Masked& one : tokens_) all.insert(all.end(), one.secrets.begin(), one.secrets.end());
  host_.hide(all);
}

}  // namespace herald::webhook
