// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/logging/shown_address.h"
#include "herald/mutex.h"

namespace herald::core {

/// Knows the secrets of the configuration and those that plugins hide, and replaces them in a text: a log, an answer,
/// an error. It finds a secret as it is, percent-encoded, form-encoded, as a JSON string (also inside another one), and
/// in Base64 (as in an Authorization header). Of an address, the origin stays, see shownPieces(): an operator has to
/// see where a request goes. Its password and everything after the host are secrets by themselves. Every thread may
/// call it.
class SecretMask {
 public:
  /// Replaces the secrets of the configuration by these. Secrets of less than 4 bytes are ignored, since they would
  /// mask common words.
  void set(const std::vector<std::string>& secrets) { set(this, secrets); }

  /// The same for another owner. The address is only its identity.
  void set(const void* owner, const std::vector<std::string>& secrets);

  /// `text` with `***` for each secret, and "https://host/***" for a secret address.
  std::string masked(std::string_view text) const { return masked(text, std::string::npos); }

  /// The same for who keeps at most `most` bytes: stops when the result has more than that, however long `text` is.
  std::string masked(std::string_view text, std::size_t most) const;

  /// masked() with the secrets of this moment, for a text that is written later: by then, a reload may have replaced
  /// them. Cheap; the result may outlive the mask.
  std::function<std::string(std::string_view)> now() const;

 private:
  /// A text that is a secret, and what stands for it.
  struct Form {
    std::string text{};
    std::string shown{kMasked};
  };
  struct Forms;
  static std::vector<Form> formsOf(const std::string& secret);
  static std::string maskedBy(const Forms* forms, std::string_view text, std::size_t most);
  std::shared_ptr<const Forms> forms() const;

  Mutex setting_{};  // held while forms are made, which is expensive
  std::map<const void*, std::vector<std::string>> owners_ HERALD_GUARDED_BY(setting_){};
  std::map<std::string, std::vector<Form>> known_ HERALD_GUARDED_BY(setting_){};  // of each secret

  mutable Mutex mutex_ HERALD_ACQUIRED_AFTER(setting_){};  // the one that masked() takes; held for a moment only
  std::shared_ptr<const Forms> forms_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
