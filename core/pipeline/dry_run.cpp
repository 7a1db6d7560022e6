#include "core/pipeline/dry_run.h"

#include "core/pipeline/locations.h"

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
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  return {200, {}, request.purpose == "token" ? tokenAnswer_ : std::string()};
}

std::vector<HttpRequest> HttpRecorder::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

DryRun::DryRun(std::shared_ptr<HttpRecorder> recorder) : recorder_(std::move(recorder)), plugins_(folder_.path()) {}

PluginHost& DryRun::load(const std::vector<std::filesystem::path>& folders) {
  plugins_.scan(folders);
  return plugins_;
}

Plan DryRun::plan(const Configuration& configuration) {
  load(pluginFolders(configuration));
  const auto http = [recorder = recorder_](const Settings&) { return std::make_unique<RecordingClient>(recorder); };
  return makePlan(configuration, {plugins_, time_, http, nullptr, nullptr});
}

}  // namespace herald::core
