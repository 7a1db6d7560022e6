#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// The secrets of the configuration, and what makes them unreadable wherever they turn up: in a log, an answer, an
/// error. Found are the secrets themselves and the forms in which they travel: percent-encoded, form-encoded, as a JSON
/// string, in Base64 (as in an Authorization header). Every thread may call it.
class SecretMask {
 public:
  /// Replaces the secrets by these. Those of less than 4 bytes are left out: they would mask common words.
  void set(const std::vector<std::string>& secrets);

  /// `text` with `***` in the place of every secret.
  std::string masked(std::string_view text) const;

 private:
  struct Forms;
  std::shared_ptr<const Forms> forms() const;

  mutable std::mutex mutex_;
  std::shared_ptr<const Forms> forms_;
};

}  // namespace herald::core
