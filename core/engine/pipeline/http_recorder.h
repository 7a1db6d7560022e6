// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/pipeline/http_factory.h"
#include "herald/http.h"
#include "herald/mutex.h"

namespace herald::core {

/// Records what plugins would send, and answers with status 200. The clients of all instances share it. Every thread
/// may use it.
class HttpRecorder {
 public:
  /// `tokenAnswer` is the body of the answer to a request with the purpose "token". If it is empty, the answer has a
  /// placeholder as token.
  explicit HttpRecorder(std::string tokenAnswer = {});

  HttpResponse record(const HttpRequest& request);
  std::vector<HttpRequest> requests() const;

 private:
  std::string tokenAnswer_;  // does not change
  mutable Mutex mutex_{};
  std::vector<HttpRequest> requests_ HERALD_GUARDED_BY(mutex_){};
};

/// Makes clients that send nothing and record every request.
HttpFactory recording(std::shared_ptr<HttpRecorder> recorder);

}  // namespace herald::core
