// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <utility>

#include "events/bad_event.h"
#include "herald/http.h"

namespace herald::http_source {

/// Why the source rejects a request: the HTTP status, a sentence for the client, and the header fields of that status.
/// Herald has then accepted nothing of the request. The sentence may quote the request, see sentenceAboutText().
class HttpError : public std::exception {
 public:
  HttpError(int status, std::string sentence, HttpHeaders fields = {})
      : status_(status), sentence_(events::sentenceAboutText(std::move(sentence))), fields_(std::move(fields)) {}

  int status() const { return status_; }
  const HttpHeaders& fields() const { return fields_; }
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  int status_;
  std::string sentence_;
  HttpHeaders fields_;
};

}  // namespace herald::http_source
