#include "engine/pipeline/dry_run.h"

#include "engine/pipeline/locations.h"

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

HttpFactory recording(std::shared_ptr<HttpRecorder> recorder) {
  return [recorder = std::move(recorder)](const Settings&) { return std::make_unique<RecordingClient>(recorder); };
}

DryRun::DryRun(std::shared_ptr<HttpRecorder> recorder) : DryRun(recording(std::move(recorder))) {}

DryRun::DryRun(HttpFactory http, std::shared_ptr<SecretMask> mask)
    : http_(std::move(http)), mask_(std::move(mask)), plugins_(folder_.path()) {}

PluginHost& DryRun::load(const std::vector<std::filesystem::path>& folders) {
  plugins_.scan(folders);
  return plugins_;
}

Plan DryRun::plan(const Configuration& configuration) {
  load(pluginFolders(configuration));
  return makePlan(configuration, {plugins_, time_, http_, nullptr, mask_});
}

}  // namespace herald::core
