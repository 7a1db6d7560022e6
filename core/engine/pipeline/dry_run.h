#pragma once

#include <Poco/TemporaryFile.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/pipeline/plan.h"

namespace herald::core {

/// What a plugin would have sent, instead of sending it. Shared by the clients of all instances; every thread may use
/// it.
class HttpRecorder {
 public:
  /// `tokenAnswer` is the body of the answer to requests of the purpose "token"; if it is empty, a placeholder.
  explicit HttpRecorder(std::string tokenAnswer = {});

  HttpResponse record(const HttpRequest& request);
  std::vector<HttpRequest> requests() const;

 private:
  std::string tokenAnswer_;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
};

/// Clients that send nothing and record everything.
HttpFactory recording(std::shared_ptr<HttpRecorder> recorder);

/// Plugins and plans without a daemon: no state is kept, nothing is sent, no data folder is touched. For `heraldctl`'s
/// verbs and `heraldd --check`.
class DryRun {
 public:
  explicit DryRun(std::shared_ptr<HttpRecorder> recorder = std::make_shared<HttpRecorder>());

  /// With other clients, and with a mask that gets what plugins hide.
  explicit DryRun(HttpFactory http, std::shared_ptr<SecretMask> mask = nullptr);

  /// Loads the plugins of these folders, into a temporary folder that goes with this object.
  PluginHost& load(const std::vector<std::filesystem::path>& folders);

  /// Throws BadConfiguration.
  Plan plan(const Configuration& configuration);

 private:
  HttpFactory http_;
  std::shared_ptr<SecretMask> mask_;
  Poco::TemporaryFile folder_;
  SystemTime time_;
  PluginHost plugins_;
};

}  // namespace herald::core
