#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// The secrets of the configuration and those that plugins hide, and what makes them unreadable wherever they turn up:
/// in a log, an answer, an error. Found are the secrets themselves and the forms in which they travel: percent-encoded,
/// form-encoded, as a JSON string (also within another), in Base64 (as in an Authorization header); of an address also
/// its password and what stands behind the host. Every thread may call it.
class SecretMask {
 public:
  /// Replaces the secrets of the configuration by these. Those of less than 4 bytes are left out: they would mask
  /// common words.
  void set(const std::vector<std::string>& secrets) { set(this, secrets); }

  /// The same for any other owner, whose address only tells it from the rest.
  void set(const void* owner, const std::vector<std::string>& secrets);

  /// `text` with `***` in the place of every secret.
  std::string masked(std::string_view text) const;

 private:
  struct Forms;
  std::shared_ptr<const Forms> forms() const;

  std::mutex setting_;
  std::map<const void*, std::vector<std::string>> owners_;
  std::map<std::string, std::vector<std::string>> known_;  ///< every secret's forms, which are dear to make

  mutable std::mutex mutex_;
  std::shared_ptr<const Forms> forms_;
};

}  // namespace herald::core
