// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/shared_parts.h"

#include <set>
#include <stop_token>
#include <utility>

#include "herald/attempt_carrier.h"

namespace herald::core {

namespace {

class SharedClient final : public HttpClient, public AttemptCarrier {
 public:
  explicit SharedClient(std::shared_ptr<HttpClient> client) : client_(std::move(client)) {}
  HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) override {
    return client_->send(request, deadline, std::move(stop));
  }
  void start(HttpRequest request, Clock::time_point deadline, std::stop_token stop, HttpDone done) override {
    client_->start(std::move(request), deadline, std::move(stop), std::move(done));
  }
  Resume carry() override { return carryAttempt(*client_); }

 private:
  const std::shared_ptr<HttpClient> client_;
};

/// Equal for settings that make equal clients.
std::string printOfClient(const Settings& settings) {
  std::set<std::string> names;
  for (const auto& option : httpOptions()) names.insert(option.name);
  std::string print = "http\n";
  for (const auto& option : settings.options()) {
    if (!names.contains(option.name)) continue;
    const auto value = settings.values().find(option.name);
    const auto& text = value == settings.values().end() ? option.fallback : value->second;
    print += option.name + '=' + std::to_string(text.size()) + ':' + text + '\n';
  }
  return print;
}

}  // namespace

std::shared_ptr<void> SharedParts::object(std::string_view key, const Make& make) {
  {
    const MutexLock lock(mutex_);
    const auto found = objects_.find(key);
    if (auto living = found == objects_.end() ? nullptr : found->second.lock()) return living;
  }
  auto made = make();
  const MutexLock lock(mutex_);
  std::erase_if(objects_, [](const auto& object) { return object.second.expired(); });
  auto& kept = objects_[std::string(key)];
  if (auto living = kept.lock()) return living;
  kept = made;
  return made;
}

std::unique_ptr<HttpClient> SharedParts::http(const Settings& settings, const HttpFactory& factory) {
  auto client = object(printOfClient(settings), [&] { return std::shared_ptr<HttpClient>(factory(settings)); });
  return std::make_unique<SharedClient>(std::static_pointer_cast<HttpClient>(std::move(client)));
}

}  // namespace herald::core
