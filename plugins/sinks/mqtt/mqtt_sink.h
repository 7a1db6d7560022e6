// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "broker_link.h"
#include "herald/sink.h"
#include "herald/source_watcher.h"
#include "herald/vocabulary.h"
#include "message_templates.h"

namespace herald::mqtt {

/// Publishes each event to an MQTT broker. An event is delivered when the broker has acknowledged it. With
/// `homeassistant`, it publishes what Home Assistant shows instead of `topic` and `data`. Calls do not overlap.
class MqttSink : public Sink,
                 public Previewer,
                 public TemplateUser,
                 public VocabularyOwner,
                 public Adviser,
                 public SourceWatcher {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override {
    return "Publishes each event to an MQTT broker, and shows printers in Home Assistant.";
  }
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override;
  Preview preview(const Attempt& attempt) override;
  bool uses(std::string_view variable) const override;
  Vocabulary vocabulary() const override { return templates_.vocabulary(); }
  std::vector<Problem> advice() const override { return setup_.advice(); }
  void sourcesAre(const std::vector<ConfiguredSource>& sources) override { link_->start(sources); }

 private:
  Outcome deliverHome(const Attempt& attempt);
  Outcome transmitted(const std::function<void(const Limits&)>& transmit, const Attempt& attempt) const;
  Outcome lost(const Attempt& attempt, const std::string& how) const;
  std::string previewOfHome(const Attempt& attempt) const;

  Host* host_ = nullptr;
  ConnectionSetup setup_{};
  MessageTemplates templates_{};
  bool isForHome_ = false;
  std::string prefix_, topic_;  ///< of Home Assistant
  std::shared_ptr<BrokerLink> link_{};
};

}  // namespace herald::mqtt
