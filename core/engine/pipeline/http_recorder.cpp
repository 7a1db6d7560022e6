// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/http_recorder.h"

#include <utility>

namespace herald::core {

namespace {

class RecordingClient final : public HttpClient {
 public:
  explicit RecordingClient(std::shared_ptr<HttpRecorder> recorder) : recorder_(std::move(recorder)) {}
  HttpResponse send(const HttpRequest& request, Clock::time_point, std::stop_token) override {
    return recorder_->record(request);
  }

 private:
  std::shared_ptr<HttpRecorder> recorder_;
};

}  // namespace

HttpRecorder::HttpRecorder(std::string tokenAnswer) : tokenAnswer_(std::move(tokenAnswer)) {
  if (tokenAnswer_.empty()) tokenAnswer_ = R"({"access_token":"TOKEN","token_type":"Bearer","expires_in":3600})";
}

HttpResponse HttpRecorder::record(const HttpRequest& request) {
  const MutexLock lock(mutex_);
  requests_.push_back(request);
  return {200, {}, request.purpose == "token" ? tokenAnswer_ : std::string()};
}

std::vector<HttpRequest> HttpRecorder::requests() const {
  const MutexLock lock(mutex_);
  return requests_;
}

HttpFactory recording(std::shared_ptr<HttpRecorder> recorder) {
  return [recorder = std::move(recorder)](const Settings&) { return std::make_unique<RecordingClient>(recorder); };
}

}  // namespace herald::core
