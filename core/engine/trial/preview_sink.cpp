// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/preview_sink.h"

#include <memory>
#include <stdexcept>
#include <utility>

namespace herald::core {

namespace {

class PreviewSink final : public Sink {
 public:
  PreviewSink(std::shared_ptr<Previewer> plugin, std::function<void(std::string)> show)
      : plugin_(std::move(plugin)), show_(std::move(show)) {}

  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt& attempt) override {
    Preview preview = plugin_->preview(attempt);
    show_(std::move(preview.text));
    return {.missing = std::move(preview.missing)};
  }

 private:
  const std::shared_ptr<Previewer> plugin_;
  const std::function<void(std::string)> show_;
};

std::string typeOf(const PlannedSink& sink) {
  const auto& values = sink.instance.settings.values();
  const auto type = values.find("type");
  return type == values.end() ? std::string() : " `" + type->second + "`";
}

}  // namespace

SinkSetup previewing(const PlannedSink& sink, std::function<void(std::string)> show) {
  auto previewer = std::dynamic_pointer_cast<Previewer>(sink.setup.sink);
  if (!previewer) {
    throw std::runtime_error("the sink " + sink.setup.name + " cannot show it: its plugin" + typeOf(sink) +
                             " has no preview, so a dry run does not call it");
  }
  SinkSetup setup = sink.setup;
  setup.sink = std::make_shared<PreviewSink>(std::move(previewer), std::move(show));
  return setup;
}

}  // namespace herald::core
