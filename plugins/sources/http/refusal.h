#pragma once

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace herald::http_source {

using Fields = std::vector<std::pair<std::string, std::string>>;  ///< header fields

/// Why a request is not taken, with nothing of it accepted: the HTTP status, a sentence for whoever sent it, and the
/// header fields that go with that status. What the sentence quotes of the request may be anything: control characters
/// become question marks, and the rest of a long one is cut off.
class Refusal : public std::exception {
 public:
  Refusal(int status, std::string sentence, Fields fields = {})
      : status_(status), sentence_(std::move(sentence)), fields_(std::move(fields)) {
    if (sentence_.size() > kMost) sentence_.resize(kMost);
    std::replace_if(
        sentence_.begin(), sentence_.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  }

  int status() const { return status_; }
  const Fields& fields() const { return fields_; }
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  static constexpr std::size_t kMost = 500;

  int status_;
  std::string sentence_;
  Fields fields_;
};

}  // namespace herald::http_source
