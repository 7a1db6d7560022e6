// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "herald/host.h"
#include "herald/mutex.h"
#include "token.h"

namespace herald::webhook {

/// Tells the host which texts to mask: the secrets of the configuration, and those of the last 32 tokens, which are
/// more than are in use at the same time. Any thread may use it.
class MaskedSecrets {
 public:
  /// Masks `configured`. `host` must outlive it.
  MaskedSecrets(std::vector<std::string> configured, Host& host);

  /// Masks the secrets of a token, which `secretsOf` finds. Does nothing for one of the last tokens.
  void addToken(const std::shared_ptr<const Token>& token,
                const std::function<std::vector<std::string>(const Token&)>& secretsOf) HERALD_EXCLUDES(mutex_);

 private:
  Host& host_;
  const std::vector<std::string> configured_;

  struct Masked {
    std::shared_ptr<const Token> token;
    std::vector<std::string> secrets;
  };

  Mutex mutex_;
  std::deque<Masked> tokens_ HERALD_GUARDED_BY(mutex_);  ///< the newest last
};

}  // namespace herald::webhook
