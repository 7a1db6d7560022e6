#pragma once

#include <memory>
#include <string>

#include "harness/process.h"
#include "herald/http.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// A Glewlwyd of a test's own: a real OAuth 2.0 server, whose client `herald` gets tokens of five seconds.
/// It knows again only those that were asked for with HTTP Basic authentication.
class Glewlwyd {
 public:
  static constexpr const char* kSecret = "s3cr3t-of-herald";

  /// Throws std::runtime_error where it is not there. It does not run yet.
  Glewlwyd();

  void start();  ///< returns when it listens

  std::string tokenUrl() const { return url("token"); }

  bool isActive(const std::string& token);  ///< RFC 7662
  void revoke(const std::string& token);    ///< RFC 7009
  int issued();                             ///< how many tokens it gave so far, by its log

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
