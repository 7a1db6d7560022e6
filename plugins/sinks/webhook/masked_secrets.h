// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "herald/host.h"
#include "herald/mutex.h"

namespace herald::webhook {

/// Tells the host which texts to mask: the secrets of the configuration, and those of the last 32 tokens, which are
/// more than are in use at the same time. Any thread may use it.
class MaskedSecrets {
 public:
  /// Masks `configured`. `host` must outlive it.
  MaskedSecrets(std::vector<std::string> configured, Host& host);

  /// Masks the secrets of one more token.
  void addToken(std::vector<std::string> secrets) HERALD_EXCLUDES(mutex_);

 private:
  Host& host_;
  const std::vector<std::string> configured_;

  Mutex mutex_;
  std::deque<std::vector<std::string>> tokens_ HERALD_GUARDED_BY(mutex_);  ///< the newest last
};

}  // namespace herald::webhook
