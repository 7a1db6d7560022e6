// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/instance_host.h"

#include <Poco/Message.h>

#include "base/text/kept_text.h"

namespace herald::core {

namespace {

Poco::Message::Priority priorityOf(Level level) {
  switch (level) {
    case Level::Error: return Poco::Message::PRIO_ERROR;
    case Level::Warning: return Poco::Message::PRIO_WARNING;
    case Level::Notice: return Poco::Message::PRIO_NOTICE;
    case Level::Debug: break;
  }
  return Poco::Message::PRIO_DEBUG;
}

}  // namespace

InstanceHost::InstanceHost(const std::string& name, std::shared_ptr<StateStore> state, Saving saving, HttpFactory http,
                           const TimeSource& time, std::shared_ptr<SecretMask> mask, std::shared_ptr<SharedParts> parts)
    : logger_(Poco::Logger::get(name)),
      state_(std::move(state)),
      saving_(saving),
      http_(std::move(http)),
      time_(time),
      mask_(std::move(mask)),
      parts_(std::move(parts)) {}

InstanceHost::~InstanceHost() { hide({}); }

void InstanceHost::log(Level level, std::string_view text) {
  const auto priority = priorityOf(level);
  if (logger_.name().empty() || !logger_.is(priority)) return;
  const auto kept = keptText(mask_ ? mask_->masked(text, kMostText) : std::string(text.substr(0, kMostText + 1)));
  logger_.log(Poco::Message(logger_.name(), kept, priority));
}

std::unique_ptr<HttpClient> InstanceHost::http(const Settings& settings) {
  if (!settings.flag("tls.verify"))
    log(Level::Warning, "tls.verify is off: anybody on the network path can read and change the traffic");
  return parts_->http(settings, http_);
}

Clock::time_point InstanceHost::now() const { return time_.now(); }

std::chrono::system_clock::time_point InstanceHost::wallClock() const { return time_.wallClock(); }

void InstanceHost::hide(const std::vector<std::string>& secrets) {
  if (mask_) mask_->set(this, secrets);
}

std::string InstanceHost::load(std::string_view key) { return state_ ? state_->load(key) : std::string(); }

void InstanceHost::save(std::string_view key, std::string_view value) {
  if (!state_) return;
  if (saving_ == Saving::Immediately)
    state_->save(key, value);
  else
    state_->saveWithEvent(key, value);
}

std::shared_ptr<void> InstanceHost::share(std::string_view key,
                                          const std::function<std::shared_ptr<void>(Host&)>& make) {
  struct Shared {
    explicit Shared(const InstanceHost& like)
        : host(like.logger_.name(), like.state_, like.saving_, like.http_, like.time_, like.mask_, like.parts_) {}
    InstanceHost host;  // outlives the object
    std::shared_ptr<void> object{};
  };
  auto shared = parts_->object("plugin\n" + std::string(key), [&] {
    auto made = std::make_shared<Shared>(*this);
    made->object = make(made->host);
    return made;
  });
  return {shared, std::static_pointer_cast<Shared>(shared)->object.get()};
}

void InstanceHost::count(std::string_view name, std::uint64_t by) {
  if (!parts_->report.count(name, by)) warnOf("counter", name, PluginReport::kMostCounters);
}

void InstanceHost::measure(std::string_view name, std::string_view of, std::optional<double> value) {
  if (!parts_->report.measure(name, of, value)) warnOf("value", name, PluginReport::kMostMeasures);
}

void InstanceHost::warnOf(std::string_view what, std::string_view name, std::size_t most) {
  if (hasWarned_.exchange(true)) return;
  log(Level::Warning,
      "ignores the " + std::string(what) + " `" + std::string(name.substr(0, 2 * PluginReport::kLongestName)) +
          "` of the plugin: a name has the form [a-z][a-z0-9_]*, without _total, and a plugin has at most " +
          std::to_string(most));
}

}  // namespace herald::core
