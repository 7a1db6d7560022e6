// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <utility>

#include "herald/export.h"

namespace herald::inline v1 {

/// Why the server refuses a request by itself: the HTTP status, and a sentence for the client. Nobody knows where the
/// next request begins, so the connection ends.
class HERALD_API RequestFault : public std::exception {
 public:
  RequestFault(int status, std::string sentence) : status_(status), sentence_(std::move(sentence)) {}
  ~RequestFault() override;

  int status() const { return status_; }
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  int status_;
  std::string sentence_;
};

/// For a request that is not HTTP.
[[noreturn]] inline void refuseRequest(const std::string& why) { throw RequestFault(400, why); }

}  // namespace herald::inline v1
