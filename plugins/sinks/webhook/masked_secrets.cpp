// SPDX-License-Identifier: Apache-2.0
#include "masked_secrets.h"

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
void MaskedSecrets::addToken(std::vector<std::string> secrets) {
  const MutexLock lock(mutex_);
  tokens_.push_back(std::move(secrets));
  if (tokens_.size() > kMaxTokens) tokens_.pop_front();
  std::vector<std::string> all = configured_;
  for (const auto& token : tokens_) all.insert(all.end(), token.begin(), token.end());
  host_.hide(all);
}

}  // namespace herald::webhook
