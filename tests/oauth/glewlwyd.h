// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "harness/process.h"
#include "herald/http.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// One Glewlwyd for one test: a real OAuth 2.0 server. Its client `herald` gets tokens of five seconds. Glewlwyd
/// recognizes only tokens that the client got with HTTP Basic authentication.
class Glewlwyd {
 public:
  static constexpr const char* kSecret = "s3cr3t-of-herald";

  /// Prepares it and does not start it. Throws std::runtime_error if Glewlwyd is missing.
  Glewlwyd();

  void start();  ///< returns when it listens

  std::string tokenUrl() const { return url("token"); }

  bool isActive(const std::string& token);  ///< RFC 7662
  void revoke(const std::string& token);    ///< RFC 7009
  int issued();                             ///< the number of tokens that it has given, by its log

 private:
  std::string url(const std::string& endpoint) const;
  HttpResponse post(const std::string& endpoint, const std::string& form, const std::string& user);

  TemporaryFolder folder_;
  std::string home_;
  int port_;
  int counts_ = 0;
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<Process> process_;
};

}  // namespace herald::testing
